import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import { io } from 'socket.io-client';
import { limits } from '../../protocol/limits.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { TokenGuard } from '../../src/relay/token-guard.js';
import { Connections } from '../../src/relay/connections.js';
import { WebSockets } from '../../src/relay/web-sockets.js';
import { call, metric, pairIn, runGateway, until } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';
import { closed } from '../support/tokens.js';
import { first, frame, pollingAt, socketTo, webSocketTo, wireTo, type Speaker } from '../support/wire.js';

const limited = (url: string, limit: string) => metric(url, `hopline_limited_total{limit="${limit}"}`);
const least = { LIMIT_HELD: '262144' };
const said = ({ heard }: Speaker, text: string) =>
  until(
    () => Promise.resolve(heard()),
    (all) => all.includes(text),
  );
const large = frame(first.text, `42["chat","${'x'.repeat(120_000)}"]`);
const begun = 110_000;
const bodyBegun = 'Host: x\r\nContent-Type: text/plain\r\nContent-Length: 120000\r\n\r\nx';

describe('bytes that are held for an address', () => {
  it.each([
    ['parts of messages', frame(first.part, Buffer.alloc(60_000, 52))],
    ['frames that are not all there', large.subarray(0, begun)],
  ])('are bounded, those of all its connections together: %s', async (_, bytes) => {
    const { url } = await runGateway(least);
    const [anna, boris] = await pairIn(url);
    const speakers = [];
    for (let one = 0; one < 6; one++) speakers.push(await socketTo(url, '', '127.0.0.2'));
    const over = Promise.race(speakers.map(({ closed: cut }) => cut));

    for (const { wire } of speakers) wire.write(bytes);
    await over;

    const refused = speakers.filter(({ heard }) => heard().includes('"code":"rate-limited"'));
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused.length).toBeLessThan(6);
    expect(await limited(url, 'held')).toBe(refused.length);
    // Another address is none the worse, nor is the same one when those have gone.
    await call(anna, boris);
    for (const { wire } of speakers) wire.destroy();
    await Promise.all(speakers.map(({ closed: gone }) => gone));
    const next = await socketTo(url, '', '127.0.0.2');
    next.wire.write(large.subarray(0, begun));
    next.wire.write(large.subarray(begun));
    await said(next, '"code":"unknown-event"');
  });

  it('are bounded where bodies of requests are under way', async () => {
    const { url } = await runGateway(least);
    const sessions = [await pollingAt(url), await pollingAt(url), await pollingAt(url)];
    const begin = async (path: string) => {
      const one = await wireTo(url);
      one.wire.write(`POST ${path} HTTP/1.1\r\n${bodyBegun}`);
      return one;
    };
    const [anna, boris] = await pairIn(url);
    const pathOf = (session = '') => session.slice(url.length);
    const kept = [await begin(pathOf(sessions[0])), await begin('/reports')];
    await until(
      () => begin(pathOf(sessions[1])).then(({ heard, answered }) => answered.then(heard)),
      (heard) => heard.startsWith('HTTP/1.1 429 '),
    );
    expect(await limited(url, 'held')).toBeGreaterThanOrEqual(1);
    await call(anna, boris);

    for (const { wire } of kept) wire.destroy();

    await until(
      () => fetch(sessions[2] ?? '', { method: 'POST', body: '40' }).then(({ status }) => status),
      (status) => status === 200,
    );
  });

  it('are few of one message: it may come in so many pieces, and no more', async () => {
    const { url } = await runGateway();
    const speaker = await socketTo(url);

    speaker.wire.write(frame(first.part, '4'));
    speaker.wire.write(Buffer.concat(Array.from({ length: 300 }, () => frame(first.nextPart, 'x'))));
    await speaker.closed;

    expect(speaker.heard()).toContain('\u0003\u00f0');
    expect(await metric(url, 'hopline_rejections_total{reason="too-large"}')).toBe(1);
  });

  it('are not those of a packet whose attachments never come: it is answered at once', async () => {
    const { url } = await runGateway();
    const speaker = await socketTo(url);

    speaker.wire.write(frame(first.text, '451-7["offer",{"target":"x","offer":{"_placeholder":true,"num":0}}]'));

    await said(speaker, '437[{"ok":false,"error":{"code":"not-in-room"');
    speaker.wire.write(Buffer.concat([frame(first.binary, 'x'), frame(first.text, '428["chat"]')]));
    await said(speaker, '438[{"ok":false,"error":{"code":"unknown-event"');
    // One that nothing has announced.
    speaker.wire.write(frame(first.binary, 'x'));
    await speaker.closed;
    expect(speaker.heard()).toContain('"code":"malformed"');
  });
});

describe('a client that has not said who it is', () => {
  const talkative = `40${JSON.stringify({ x: 'x'.repeat(limits.strangerBytes) })}`;

  it('says no more than that takes, over WebSocket: whole, in parts, or not all of it', async () => {
    const { url } = await runGateway();
    const whole = frame(first.text, talkative);
    const parts = Array.from({ length: 5 }, (__, at) =>
      frame(at === 0 ? first.part : first.nextPart, 'x'.repeat(4000)),
    );
    for (const bytes of [whole, whole.subarray(0, 10), Buffer.concat(parts)]) {
      const stranger = await webSocketTo(url);
      stranger.wire.write(bytes);
      await stranger.closed;
      expect(stranger.heard()).toContain('\u0003\u00f0too-large');
    }
    expect(await limited(url, 'stranger')).toBe(3);
  });

  it('says no more than that takes, over polling', async () => {
    const { url } = await runGateway();
    const session = await pollingAt(url);

    await fetch(session, { method: 'POST', body: talkative });

    expect((await fetch(session)).status).toBe(400);
    expect(await limited(url, 'stranger')).toBe(1);
  });

  it('may say a token of the largest size, and what it promises', async () => {
    const { url } = await runGateway(closed);
    const stranger = await webSocketTo(url);

    stranger.wire.write(frame(first.text, `40${JSON.stringify({ token: 'x'.repeat(8192), acks: true })}`));

    expect(await said(stranger, '44{')).toContain('"code":"token-invalid"');
  });

  it('is kept by the fields that have a name, each of its kind', async () => {
    const http = createServer().listen(0, '127.0.0.1');
    atEnd(() => http.close());
    await once(http, 'listening');
    const webSockets = new WebSockets();
    const server = new Server(http, { wsEngine: webSockets.engine() });
    atEnd(() => server.close());
    const tokenGuard = new TokenGuard(new HopStream(() => undefined), new Connections(), undefined);
    tokenGuard.guard(server);
    server.engine.on('connection', (conn: Socket['conn']) => webSockets.slim(conn));
    const connected = new Promise<Socket>((resolve) => server.on('connection', resolve));

    const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
      transports: ['websocket'],
      auth: { acks: true, ladder: 'yes', verdicts: true, token: 'x', junk: [[['x']]] },
      query: { junk: 'x'.repeat(1000) },
      extraHeaders: { 'Accept-Language': 'ru', Origin: `http://${'x'.repeat(300)}`, 'X-Junk': 'x'.repeat(1000) },
    });
    atEnd(() => client.close());

    const { auth, headers, query, url } = (await connected).handshake;
    expect(auth).toEqual({ acks: true, ladder: false, verdicts: true });
    expect(headers).toEqual({ 'accept-language': 'ru' });
    expect([query, url]).toEqual([{ EIO: '4' }, '']);
  });
});
