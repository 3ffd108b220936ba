import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { getJson, inRoom } from '../support/clients.js';
import { runGatewayProcess } from '../support/gateway-process.js';
import { rawClient } from '../support/raw-client.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

const waitMs = 300;

describe('a gateway that was stopped for a while, as a machine that is suspended or out of time', () => {
  it('reads what came meanwhile before it says that something is missing', async () => {
    const gateway = await runGatewayProcess({
      WAIT_OFFER_DELIVERED: String(waitMs),
      WAIT_PROBE: '50',
    });
    const anna = await inRoom(gateway.url, 'two', 'Anna');
    const { webSocket: boris, emit } = await rawClient(gateway.url, { autoPong: false });
    atEnd(() => boris.terminate());
    emit('join-room', 'two', 'Boris');
    const { socketId } = await anna.next<{ socketId: string }>('user-joined');

    const pinged = once(boris, 'ping');
    const { handshake } = (await anna.ask('offer', { target: socketId, offer: offer() })) as { handshake?: string };
    const [proof] = (await pinged) as [Buffer];
    gateway.send('SIGSTOP');
    boris.pong(proof);
    emit('answer', { target: anna.id, answer: answer() });
    boris.on('ping', (payload) => boris.pong(payload));
    // Not for anything to happen: it is the time itself that must have passed.
    await new Promise((over) => setTimeout(over, 2 * waitMs));
    gateway.send('SIGCONT');

    await anna.next('answer');
    emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });
    anna.emit('ice-candidate', { target: socketId, candidate: candidate('aB3d') });
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ id: handshake, outcome: 'signaled' });
    const { handshakes } = await getJson<{ handshakes: { outcome: string }[] }>(`${gateway.url}/api/handshakes`);
    expect(handshakes).toMatchObject([{ outcome: 'signaled' }]);
  });
});
