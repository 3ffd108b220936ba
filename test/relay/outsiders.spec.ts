import { describe, expect, it } from '@jest/globals';
import { rejects } from '../../protocol/rejects.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import { connect, getJson, inRoom, pairIn, runGateway, until } from '../support/clients.js';
import { relayHouse } from '../support/relay-house.js';
import { answer, candidate, offer } from '../support/sdp.js';

const refused = { ok: false, error: { code: 'not-in-room', message: rejects['not-in-room'].sentence } };
const { sentence } = rejects['not-in-room'];

describe('a message from a connection that is in no room', () => {
  it('says what to do about it', () => {
    expect(sentence).toBe('Join a room first, and again on every `connect`: a reconnect has a new id.');
  });

  it.each([
    ['offer', { offer: offer() }],
    ['answer', { answer: answer() }],
    ['ice-candidate', { candidate: candidate() }],
  ] as const)('%s: is answered the same whether its target is anywhere, and reaches nobody', async (event, body) => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const outsider = await connect(url, { auth: { ladder: true } });

    const told = [];
    for (const target of [anna.id, 'nowhere']) {
      told.push(await outsider.ask(event, { target, ...body }));
      outsider.emit(event, { target, ...body });
      const { target: _, ...error } = await outsider.next<{ target: string }>('signaling-error');
      told.push(error);
    }

    expect(told).toEqual([refused, { ...refused.error, event }, refused, { ...refused.error, event }]);
    expect([await outsider.pending(), await anna.pending(), await boris.pending()]).toEqual([[], [], []]);
  });

  it('shows in the room of its target as an attempt that was refused', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', 'Anna');
    const outsider = await connect(url);

    for (let n = 0; n < 3; n++) await outsider.ask('offer', { target: anna.id, offer: offer() });

    const list = await until(
      () => getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes?room=den`),
      ({ handshakes }) => handshakes.length > 0,
    );
    expect(list.handshakes).toMatchObject([
      {
        outcome: 'failed',
        cause: 'rejected',
        room: 'den',
        caller: { id: outsider.id },
        callee: { id: anna.id, username: 'Anna' },
      },
    ]);
    expect([await outsider.pending(), await anna.pending()]).toEqual([[], []]);
  });

  it('has one handshake for each target, of offers alone, and no more than so many of one connection', () => {
    const house = relayHouse();
    for (let n = 0; n < 40; n++) house.join(`in${n}`, `Guest ${n}`, `room${n % 8}`);
    const way = house.connect('outsider');

    house.send('outsider', 'answer', [{ target: 'in3', answer: answer() }]);
    expect(house.last('answer-received')).toMatchObject({
      from: { id: 'outsider' },
      to: { id: 'in3', username: 'Guest 3' },
      room: 'room3',
      reason: 'not-in-room',
    });
    expect(house.last('answer-received').handshake).toBeUndefined();
    for (let round = 0; round < 2; round++)
      for (let n = 0; n < 40; n++) house.send('outsider', 'offer', [{ target: `in${n}`, offer: offer() }]);

    const opened = house.hops.flatMap(({ handshake }) => handshake?.id ?? []);
    expect([opened.length, new Set(opened).size]).toEqual([64, 32]);
    expect(house.last('offer-received').room).toBe('room7');
    expect(way.emitted).toEqual([]);
  });

  it('is not named where a limit refuses it, or nobody can be named', () => {
    const house = relayHouse();
    house.join('anna', 'Anna');
    house.connect('outsider');
    const limited = { code: 'rate-limited', message: 'Too much at once.' } as const;
    house.send('outsider', 'offer', [{ target: 'anna', offer: offer() }], { limited });
    for (const payload of [undefined, { target: 7 }, { target: '' }, { target: '__proto__' }])
      house.send('outsider', 'offer', [payload]);
    expect(
      house.hops.filter(({ kind, to, room, handshake }) => kind === 'offer-received' && (to ?? room ?? handshake)),
    ).toEqual([]);
    expect(house.defects).toEqual([]);
  });
});

describe('somebody who has left a room and stays connected', () => {
  it('hears nothing of an offer to it', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    await boris.ask('leave-room');

    await anna.ask('offer', { target: boris.id, offer: offer() });

    expect(await anna.next('verdict')).toMatchObject({ cause: 'target-left', callee: { username: 'Boris' } });
    expect(await boris.pending()).toEqual([]);
  });
});
