import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { call, inRoom, pairIn, runGateway, shortWaits } from '../support/clients.js';
import { live, namesIn as names, openLive as open } from '../support/live.js';
import { offer } from '../support/sdp.js';

describe('the live stream', () => {
  it('begins with everything that there is', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url, 'den');
    const id = await call(anna, boris);
    await anna.next('verdict');

    const stream = await live(url);
    const { handshakes, rooms, sizes, funnel } = await stream.snapshot();

    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
    });
    expect(handshakes).toMatchObject([{ id, outcome: 'signaled', caller: { username: 'Anna' }, room: 'den' }]);
    expect(handshakes[0]?.rungs).toMatch(/^[ripmu]{16}$/);
    expect([names(rooms), sizes]).toEqual([[['den', ['Anna', 'Boris']]], { participants: 2, rooms: 1, handshakes: 1 }]);
    expect(funnel.outcomes).toEqual({ signaled: 1 });
  });

  it('tells of a handshake as its hops come, of its verdict, and of who comes and goes', async () => {
    const { url } = await runGateway(shortWaits);
    const stream = await live(url);
    await stream.snapshot();
    const [anna, boris] = await pairIn(url, 'den');
    await stream.next('change', ({ rooms }) => names(rooms).join() === 'den,Anna,Boris');

    anna.emit('offer', { target: boris.id, offer: offer() });

    const pending = await stream.row(({ outcome }) => outcome === 'pending');
    expect(pending?.rungs).toMatch(/^[iu]rr/);
    const { data } = await stream.next('change', ({ handshakes }) => handshakes[0]?.outcome === 'failed');
    expect(data.handshakes).toMatchObject([{ cause: 'no-answer', owedBy: 'callee', stage: 'answer-received' }]);
    expect(data.funnel?.outcomes).toEqual({ failed: 1 });

    boris.socket.disconnect();
    await stream.next('change', ({ rooms }) => names(rooms).join() === 'den,Anna');
    anna.socket.disconnect();
    await stream.next('change', ({ rooms }) => rooms.length === 1 && rooms[0]?.participants.length === 0);
  });

  it('gathers what happens into four messages a second at most', async () => {
    const { url } = await runGateway();
    const stream = await live(url);
    await stream.snapshot();
    const times: number[] = [];
    const many = Array.from({ length: 12 }, (_, index) => `person ${index}`);

    for (const name of many) {
      await inRoom(url, `room of ${name}`, name);
      await inRoom(url, `room of ${name}`, name);
    }
    for (let told = 0; told < many.length;) {
      const { at, data } = await stream.next('change');
      times.push(at);
      told += data.rooms.length;
    }
    await inRoom(url, 'the last one', 'Zoe');
    times.push((await stream.next('change')).at);

    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(times.length).toBeLessThan(many.length);
    expect(Math.min(...gaps)).toBeGreaterThan(150);
  });

  it('shows at the beginning what its filter lets through', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url, 'one');
    const [chen, dora] = await pairIn(url, 'two');
    await call(anna, boris);
    const second = await call(chen, dora);
    await Promise.all([anna.next('verdict'), chen.next('verdict')]);

    const { handshakes } = await (await live(url, '?room=two')).snapshot();

    expect(handshakes.map(({ id }) => id)).toEqual([second]);
    expect((await open(url, '?outcome=fine')).statusCode).toBe(400);
    expect((await open(url, '?limit=5')).statusCode).toBe(400);
  });

  it('has a bound, and a place again when somebody goes', async () => {
    const { url } = await runGateway({ MAX_READERS: '2' });
    const [first] = await Promise.all([open(url), open(url)]);
    const refused = await open(url);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);

    first.destroy();

    let status: number | undefined;
    while (status !== 200) ({ statusCode: status } = await open(url));
  });

  it('ends with the gateway', async () => {
    const gateway = await runGateway();
    const stream = await live(gateway.url);
    await stream.snapshot();

    const ended = once(stream.response, 'close');
    await gateway.close();

    await ended;
    expect(stream.response.closed).toBe(true);
  });
});
