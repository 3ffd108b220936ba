import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { AddressLimiter } from '../../src/limits/address-limiter.js';
import { FrameReader } from '../../src/limits/frame-reader.js';
import type { LimitName } from '../../src/limits/limit-names.js';
import { Meter } from '../../src/limits/meter.js';
import { MessageLimiter } from '../../src/limits/message-limiter.js';
import { call, inRoom, metric, pairIn, runGateway } from '../support/clients.js';
import { candidate } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';
import { first, frame, pollingAt, socketTo, webSocketTo } from '../support/wire.js';

const flooding = (url: string) => metric(url, 'hopline_limited_total{limit="flooding"}');
const ignore = () => undefined;
const many = (count: number, one: Buffer) => Buffer.concat(Array.from({ length: count }, () => one));

describe('every frame costs', () => {
  it.each([
    ['a few pongs that nobody asked for', many(40, frame(first.pong, 'abcd'))],
    ['pings', many(400, frame(first.ping, 'abcd'))],
    ['parts with nothing in them', Buffer.concat([frame(first.part), many(400, frame(first.nextPart))])],
    ['parts of a message without end', Buffer.concat([frame(first.part, '4'), many(400, frame(first.nextPart, 'x'))])],
    ['packets of Engine.IO that mean nothing', many(400, frame(first.text, '6'))],
    ['pongs of Engine.IO', many(400, frame(first.text, '3'))],
    ['acknowledgements of nothing', many(400, frame(first.text, '4399[1]'))],
    ['attachments', many(200, Buffer.concat([frame(first.text, '451-["chat"]'), frame(first.binary, 'x')]))],
    ['other namespaces', many(400, frame(first.text, '40/other,'))],
    ['what follows on an error', Buffer.concat([frame(first.text, '4x'), many(400, frame(first.ping))])],
  ])('and one who goes on is cut, and nobody else notices: %s', async (_, bytes) => {
    const { url } = await runGateway({ LIMIT_MESSAGES: '20' });
    const [anna, boris] = await pairIn(url);
    const { wire, heard, closed } = await socketTo(url);
    expect(await flooding(url)).toBe(0);

    wire.write(bytes);
    await closed;

    expect(await flooding(url)).toBe(1);
    expect(heard()).toContain('"code":"flooding"');
    await call(anna, boris);
  });

  it('before anybody knows whose they are, and the closing frame says why', async () => {
    const { url } = await runGateway({ LIMIT_MESSAGES: '20' });
    const { wire, heard, closed } = await webSocketTo(url);

    wire.write(many(40, frame(first.pong)));
    await closed;

    expect(heard()).toContain('\u0003\u00f0flooding');
    expect(await flooding(url)).toBe(1);
  });

  it('on a WebSocket that would take over from polling, and never does', async () => {
    const { url } = await runGateway({ LIMIT_MESSAGES: '20' });
    const session = await pollingAt(url);
    const { wire, closed } = await webSocketTo(url, `&sid=${new URL(session).searchParams.get('sid')}`);

    wire.write(many(400, frame(first.text, '2probe')));
    await closed;

    expect(await flooding(url)).toBe(1);
    expect((await fetch(session)).status).toBe(400);
  });

  it('and a request for a session does, and one for a session that is none costs as much as a connect', async () => {
    const { url } = await runGateway({ LIMIT_MESSAGES: '5', LIMIT_CONNECTS: '2' });
    const session = await pollingAt(url);
    const answers = [];
    for (let asked = 0; asked < 80; asked++) answers.push((await fetch(session, { method: 'PUT' })).status);
    expect(answers).toContain(400);
    expect(await flooding(url)).toBe(1);

    const none = await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=none`);

    expect([none.status, await none.json()]).toEqual([429, expect.objectContaining({ code: 'rate-limited' })]);
    expect(Number(none.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('but a pong that was asked for does not, nor does a keep-alive', () => {
    const refused: LimitName[] = [];
    const rates = { messages: 30, bytes: 1e6, joins: 1 };
    const address = new AddressLimiter({ messages: 1e6, bytes: 1e6, held: 1e6 });
    const limiter = new MessageLimiter(rates, address, (limit) => refused.push(limit), { rest: ignore, cut: ignore });
    const pinged = { unanswered: 0 };
    const meter = new Meter({ limiter, address, known: true }, pinged);

    for (let ping = 0; ping < 5000; ping++) {
      pinged.unanswered++;
      meter.read(frame(first.pong, 'abcd'));
    }
    for (let pong = 0; pong < 5; pong++) meter.read(frame(first.pong));
    expect(limiter.over).toBe(false);

    for (let pong = 0; pong < 40; pong++) meter.read(frame(first.pong));
    expect([limiter.over, refused]).toEqual([true, ['flooding']]);
  });

  it('and what comes behind a cut is not read, however much has come with it', () => {
    const address = new AddressLimiter({ messages: 1e6, bytes: 1e6, held: 1e6 });
    const limiter = new MessageLimiter({ messages: 30, bytes: 1e6, joins: 1 }, address, ignore, {
      rest: ignore,
      cut: ignore,
    });
    const pong = frame(first.pong, 'abcd');
    const chunk = many(5000, pong);

    new Meter({ limiter, address, known: true }, { unanswered: 0 }).read(chunk);

    // Some ten points each; `ws` takes no frame that begins with 0.
    const left = chunk.findLastIndex((byte) => byte !== 0);
    expect(limiter.over).toBe(true);
    expect(left).toBeLessThan(40 * pong.length);
    expect(chunk.subarray(0, pong.length)).toEqual(pong);
  });

  it('and what comes to somebody is none of its own: it may be sent as much as all others may send', async () => {
    const { url } = await runGateway({ LIMIT_MESSAGES: '10' });
    const [anna, boris] = await pairIn(url);
    const others = [anna, await inRoom(url, 'two', 'Chen'), await inRoom(url, 'two', 'Dora')];

    for (let turn = 0; turn < 60; turn++) {
      for (const other of others) {
        const sent = other.ask('ice-candidate', { target: boris.id, candidate: candidate() });
        expect(await sent).toMatchObject({ ok: true });
      }
    }

    expect(await flooding(url)).toBe(0);
    await call(anna, boris);
  });

  it('and pings are answered, each', async () => {
    const { url } = await runGateway();
    const webSocket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    atEnd(() => webSocket.terminate());
    await once(webSocket, 'open');

    webSocket.ping('abcd');

    expect(String((await once(webSocket, 'pong'))[0])).toBe('abcd');
  });
});

describe('the reader of frames', () => {
  const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];

  it('finds every frame, however the bytes are cut', () => {
    const frames = sizes.flatMap((size) => [frame(first.text, Buffer.alloc(size)), frame(first.ping, 'x')]);
    const bytes = Buffer.concat([...frames, frame(first.part, 'x'), frame(first.pong), frame(first.nextPart | 0x80)]);
    const expected = sizes.flatMap((size) => [[1, true, size] as const, [9, true, 1] as const]);
    for (const piece of [1, 2, 3, 7, 13, 1000, bytes.length]) {
      const found: unknown[] = [];
      const reader = new FrameReader((...one) => found.push(one) > 0);

      for (let at = 0; at < bytes.length; at += piece) reader.read(bytes.subarray(at, at + piece));

      expect(found).toEqual([...expected, [1, false, 1], [10, true, 0], [0, true, 0]]);
    }
  });

  it.each([
    ['a whole message', frame(first.text, 'abc'), false],
    ['a part', frame(first.part, 'abc'), true],
    ['a part with nothing in it', frame(first.part), true],
    ['a part and a ping', Buffer.concat([frame(first.part, 'a'), frame(first.ping)]), true],
    ['half a frame', frame(first.text, 'abc').subarray(0, 7), true],
    ['half a header', frame(first.text, 'abc').subarray(0, 1), true],
  ])('knows whether a message is unfinished: %s', (_, bytes, unfinished) => {
    expect(new FrameReader(() => true).read(bytes)).toBe(unfinished);
  });
});
