import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, getJson, inRoom, metric } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';
import { offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';
import { rawClient } from '../support/raw-client.js';

const large = { type: 'offer', sdp: `${offer().sdp}${'a=x\r\n'.repeat(12_000)}` };
/** Of these messages: more than both instances and all kernels on the way may keep. */
const enough = 1200;

/** Joins over a WebSocket whose bytes nobody takes out of the network once it is told so; answers with its id. */
async function silent(url: string, room: string): Promise<{ id: string; stopReading: () => void }> {
  const { id, webSocket, emit } = await rawClient(url);
  atEnd(() => webSocket.terminate());
  emit('join-room', room, 'Boris');
  return { id, stopReading: () => webSocket.pause() };
}

describe('a client that reads nothing, whose room lives on another instance', () => {
  it('is cut when too much waits for it, its own network is named, and nobody else notices', async () => {
    const [home = '', edge = ''] = await runInstances(2, { MAX_UNREAD: '262144', LIMITS: 'off' });
    const anna = await inRoom(home, 'den', 'Anna');
    const [clara, dora] = [await inRoom(edge, 'den', 'Clara'), await inRoom(home, 'den', 'Dora')];
    const boris = await silent(edge, 'den');
    await anna.next('user-joined', ({ socketId }: { socketId: string }) => socketId === boris.id);

    boris.stopReading();
    let taken = 0;
    while (taken < enough && (await anna.ask('offer', { target: boris.id, offer: large })).ok) taken++;

    expect(taken).toBeGreaterThan(3);
    expect(taken).toBeLessThan(enough);
    for (const peer of [anna, clara, dora]) expect(await peer.next('user-left')).toBe(boris.id);
    const verdict = await anna.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'failed');
    expect(verdict).toMatchObject({ cause: 'offer-not-delivered', owedBy: 'callee-network' });
    const cut = await Promise.all([home, edge].map((url) => metric(url, 'hopline_rejections_total{reason="unread"}')));
    expect((cut[0] ?? 0) + (cut[1] ?? 0)).toBe(1);
    for (const url of [home, edge])
      expect(await getJson(`${url}/api/rooms`)).toMatchObject({
        rooms: [{ participants: [{ username: 'Anna' }, { username: 'Clara' }, { username: 'Dora' }] }],
      });
    const id = await call(clara, anna);
    expect(await clara.next<VerdictMessage>('verdict', (told) => told.id === id)).toMatchObject({
      outcome: 'signaled',
    });
  });
});
