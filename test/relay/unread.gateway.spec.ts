import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, getJson, inRoom, metric, runGateway, type Peer } from '../support/clients.js';
import { offer } from '../support/sdp.js';
import { rawClient } from '../support/raw-client.js';
import { atEnd } from '../support/teardown.js';
import { pollingAt } from '../support/wire.js';

const large = { type: 'offer', sdp: `${offer().sdp}${'a=x\r\n'.repeat(12_000)}` };
/** More than the bound, and what the kernels of both sides keep for a connection. */
const enough = 400;

interface Silent {
  id: string;
  /** Takes nothing more from now on. */
  stopReading(): void;
}

/** Joins over a WebSocket whose bytes nobody takes out of the network any more, once it is told so. */
async function overWebSocket(url: string): Promise<Silent> {
  const { id, webSocket, emit } = await rawClient(url);
  atEnd(() => webSocket.terminate());
  emit('join-room', 'two', 'Boris');
  return { id, stopReading: () => webSocket.pause() };
}

/** Joins over HTTP polling, and never asks for more than the answer to that. */
async function overPolling(url: string): Promise<Silent> {
  const session = await pollingAt(url);
  await fetch(session, { method: 'POST', body: '40' });
  const connected = await (await fetch(session)).text();
  await fetch(session, { method: 'POST', body: '42["join-room","two","Boris"]' });
  return { id: (JSON.parse(connected.slice(2)) as { sid: string }).sid, stopReading: () => undefined };
}

/** Sends until the other one has gone; answers with how much of it was taken. */
async function flood(from: Peer, to: string): Promise<number> {
  for (let taken = 0; taken < enough; taken++) {
    const { ok } = await from.ask('offer', { target: to, offer: large });
    if (ok) continue;
    await from.next('user-left', (id) => id === to);
    return taken;
  }
  return enough;
}

describe('a client that reads nothing', () => {
  it.each([
    ['WebSocket', overWebSocket, 'offer-not-delivered'],
    ['polling', overPolling, 'message-lost'],
  ])('over %s is cut when too much waits for it, and its own network is named', async (_, join, cause) => {
    const { url } = await runGateway({ MAX_UNREAD: '262144', LIMITS: 'off' });
    const anna = await inRoom(url, 'two', 'Anna');
    const boris = await join(url);
    await anna.next('user-joined');

    boris.stopReading();
    const taken = await flood(anna, boris.id);

    expect(taken).toBeGreaterThan(3);
    expect(taken).toBeLessThan(enough);
    const verdict = await anna.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'failed');
    expect(verdict).toMatchObject({ cause, owedBy: 'callee-network' });
    expect(await metric(url, 'hopline_rejections_total{reason="unread"}')).toBe(1);
    expect(await getJson(`${url}/api/rooms`)).toMatchObject({ rooms: [{ participants: [{ username: 'Anna' }] }] });
  });

  it('is nobody who only takes much at once', async () => {
    const { url } = await runGateway({ MAX_UNREAD: '262144', LIMITS: 'off' });
    const anna = await inRoom(url, 'two', 'Anna');
    const boris = await inRoom(url, 'two', 'Boris');

    for (let round = 0; round < 50; round++) {
      await Promise.all([1, 2, 3].map(() => anna.ask('offer', { target: boris.id, offer: large })));
    }

    expect(await metric(url, 'hopline_rejections_total{reason="unread"}')).toBe(0);
    await call(boris, anna);
  });
});
