/// <reference lib="dom" />
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { SignalingClient } from '../../client/lib/signaling-client.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { attributes } from '../../src/telemetry/span-names.js';
import { startSwitchboard } from '../support/switchboard.js';
import { connect, getJson, inRoom, metric, pairIn, Peer, runGateway, until } from '../support/clients.js';
import { startGateway } from '../support/gateway.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

const draining = { code: 'draining', message: 'This gateway is stopping: connect again in a moment.' };

/** Two in the middle of a handshake: the offer has arrived, and no answer was sent. */
async function calling(env: Record<string, string> = {}) {
  const gateway = await runGateway(env);
  const [anna, boris] = await pairIn(gateway.url);
  anna.emit('offer', { target: boris.id, offer: offer() });
  const { handshake } = await boris.next<{ handshake: string }>('offer');
  return { gateway, anna, boris, handshake };
}

/** The status of an upgrade that was refused, with its body. */
async function upgrade(url: string, query = ''): Promise<{ status: number | undefined; body: unknown }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket${query}`);
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  return { status: response.statusCode, body: await json(response) };
}

describe('a gateway that is stopping', () => {
  it('is not ready, and is alive, as long as a handshake is open', async () => {
    const { gateway } = await calling();
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);

    void gateway.drain();

    const ready = await fetch(`${gateway.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'draining', reason: draining.message });
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
  });

  it('turns new connections away, over WebSocket and polling, so that a balancer tries another one', async () => {
    const { gateway } = await calling();

    void gateway.drain();

    expect(await upgrade(gateway.url)).toEqual({ status: 503, body: draining });
    const polling = await fetch(`${gateway.url}/socket.io/?EIO=4&transport=polling`);
    expect(polling.status).toBe(503);
    expect(await polling.json()).toEqual(draining);
  });

  it.each(['&sid=', '&sid', '&sid=x&sid=', '&sid=&sid='])(
    'opens no session for who names none, however it does so: %s',
    async (none) => {
      const { gateway } = await calling();

      void gateway.drain();

      expect(await upgrade(gateway.url, none)).toEqual({ status: 503, body: draining });
      const polling = await fetch(`${gateway.url}/socket.io/?EIO=4&transport=polling${none}`);
      expect([polling.status, await polling.json()]).toEqual([503, draining]);
    },
  );

  it('lets nobody join', async () => {
    const { gateway, anna } = await calling();

    void gateway.drain();

    expect(await anna.join('another', 'Anna')).toEqual({ ok: false, error: draining });
    expect(await metric(gateway.url, 'hopline_rejections_total{reason="draining"}')).toBe(1);
  });

  it('lets an open handshake come to its end, and only then tells both to move', async () => {
    const { gateway, anna, boris, handshake } = await calling({ WAIT_PROBE: '50' });

    const drained = gateway.drain();
    expect(await boris.ask('answer', { target: anna.id, answer: answer() })).toMatchObject({ ok: true });
    expect(await anna.ask('ice-candidate', { target: boris.id, candidate: candidate('aB3d') })).toMatchObject({
      ok: true,
    });
    expect(await boris.ask('ice-candidate', { target: anna.id, candidate: candidate('zY9x') })).toMatchObject({
      ok: true,
    });

    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ id: handshake, outcome: 'signaled' });
    expect(await anna.next('moving')).toEqual(draining);
    expect(await boris.next('moving')).toEqual(draining);
    await drained;
    await expect(fetch(`${gateway.url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('moves a room at once in which nothing is open, and leaves the others', async () => {
    const { gateway, anna } = await calling();
    const chen = await inRoom(gateway.url, 'another', 'Chen');
    const dora = await connect(gateway.url);
    const closed = [chen.closed(), dora.closed()];

    void gateway.drain();

    expect(await Promise.all(closed)).toEqual(['transport close', 'transport close']);
    expect(anna.socket.connected).toBe(true);
    const { rooms } = await getJson<{ rooms: { room: string }[] }>(`${gateway.url}/api/rooms`);
    expect(rooms.map(({ room }) => room)).toEqual(['two']);
  });

  it('cuts what is still open when the bound is over, and says that it was the gateway; its traces are written out', async () => {
    const receiver = await startOtlpReceiver();
    const { gateway, anna, boris, handshake } = await calling({
      DRAIN: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });

    const began = performance.now();
    const verdicts = [anna, boris].map((peer) => peer.next<VerdictMessage>('verdict'));
    const closed = [anna.closed(), boris.closed()];
    await gateway.drain();

    expect(performance.now() - began).toBeGreaterThanOrEqual(1000);
    for (const verdict of await Promise.all(verdicts)) {
      expect(verdict).toMatchObject({ id: handshake, outcome: 'failed', cause: 'gateway-lost', owedBy: 'gateway' });
    }
    expect(await Promise.all(closed)).toEqual(['transport close', 'transport close']);
    const root = receiver.spans.find(({ name }) => name.startsWith('handshake'));
    expect(root?.attributes[attributes.cause]).toBe('gateway-lost');
  });

  it('that is closed without more ado blames nobody else either', async () => {
    const { gateway, anna, handshake } = await calling();

    const verdict = anna.next<VerdictMessage>('verdict');
    await gateway.close();

    expect(await verdict).toMatchObject({ id: handshake, cause: 'gateway-lost', owedBy: 'gateway' });
  });

  it('loses no message that it has acknowledged', async () => {
    const gateway = await runGateway();
    const [anna, boris] = await pairIn(gateway.url);
    const got: number[] = [];
    boris.socket.on('ice-candidate', ({ candidate: { sdpMLineIndex } }) => got.push(sdpMLineIndex as number));
    const acknowledged: number[] = [];
    const many = 2000;

    const closed = boris.closed();
    for (let sent = 0; sent < many; sent++) {
      const message = { target: boris.id, candidate: { ...candidate(), sdpMLineIndex: sent } };
      anna.socket.emit('ice-candidate', message, ({ ok }: { ok: boolean }) => {
        if (ok) acknowledged.push(sent);
        if (acknowledged.length === 100) void gateway.close();
      });
    }
    await closed;

    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    expect(acknowledged.filter((sent) => !got.includes(sent))).toEqual([]);
  });
});

describe('whoever was on a gateway that stops is on another one', () => {
  it.each([
    ['WebSocket', ['websocket']],
    ['polling', ['polling']],
    ['polling, then WebSocket', ['polling', 'websocket']],
  ])('as a page with nothing but socket.io-client, over %s', async (_, transports) => {
    const [before, after] = [await startGateway(), await runGateway()];
    const balancer = await startSwitchboard(before.url);
    const socket = io(balancer.url, { transports, forceNew: true, reconnectionDelay: 50 });
    atEnd(() => socket.disconnect());
    const page = new Peer(socket);
    // As such pages do: they join when they are connected, be it again.
    socket.on('connect', () => socket.emit('join-room', 'two', 'Anna'));
    await page.next('room-users');

    // Not before: over polling, the end of a connection comes with the answer to a request of its own.
    const closed = page.closed().finally(() => balancer.choose(after.url));
    await before.drain();

    expect(await closed).toBe('transport close');
    expect(await page.next('room-users')).toEqual([{ socketId: page.id, username: 'Anna' }]);
    const rooms = () => getJson<{ rooms: object[] }>(`${after.url}/api/rooms`);
    expect(await rooms()).toMatchObject({ rooms: [{ participants: [{ id: page.id }] }] });
    socket.disconnect();
    await until(rooms, (left) => left.rooms.length === 0);
  });

  it('as a page with our client, which need not wait for Socket.IO', async () => {
    const [before, after] = [await startGateway(), await runGateway()];
    const balancer = await startSwitchboard(before.url);
    const signaling = new SignalingClient({ url: balancer.url });
    atEnd(() => signaling.leave());
    await signaling.join('two', 'Anna');
    const lost = new Promise<void>((resolve) => signaling.on('connection-lost', resolve));
    const back = new Promise<boolean>((resolve) => signaling.on('joined', (_, again) => resolve(again)));

    balancer.choose(after.url);
    await before.drain();
    await lost;
    const began = performance.now();

    expect(await back).toBe(true);
    expect(performance.now() - began).toBeLessThan(700);
    expect(await getJson(`${after.url}/api/rooms`)).toMatchObject({
      rooms: [{ participants: [{ username: 'Anna' }] }],
    });
  });
});
