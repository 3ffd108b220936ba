import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, inRoom, type Peer } from '../support/clients.js';
import { clusterOf, reached, runInstance } from '../support/cluster.js';
import { startRedis } from '../support/redis.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

async function two() {
  const redis = await startRedis();
  atEnd(() => redis.close());
  const env = { ...clusterOf(redis.url), WAIT_ANSWER: '60000', DRAIN: '20' };
  const [staying, stopping] = await Promise.all([runInstance(env), runInstance(env)]);
  await Promise.all([reached(staying.url), reached(stopping.url)]);
  return { staying, stopping };
}

async function offered(caller: Peer, callee: Peer): Promise<string> {
  caller.emit('offer', { target: callee.id, offer: offer() });
  return (await callee.next<{ handshake: string }>('offer')).handshake;
}

describe('an instance of several that stops', () => {
  it('hands its rooms over to those who have participants there, and these notice nothing', async () => {
    const { staying, stopping } = await two();
    const dora = await inRoom(stopping.url, 'den', 'Dora');
    const anna = await inRoom(staying.url, 'den', 'Anna');
    const boris = await inRoom(staying.url, 'den', 'Boris');
    await anna.next('user-joined');
    await dora.ask('leave-room');
    const left = dora.id;
    expect(await anna.next('user-left')).toBe(left);
    expect(await boris.next('user-left')).toBe(left);

    await stopping.drain();

    const clara = await inRoom(staying.url, 'den', 'Clara');
    await anna.next('user-joined', ({ socketId }: { socketId: string }) => socketId === clara.id);
    await call(anna, boris);
    expect(await anna.next('verdict')).toMatchObject({ outcome: 'signaled' });
    expect((await boris.pending()).filter((event) => event !== 'verdict')).toEqual(['user-joined']);
  });

  it('waits for the handshakes of its rooms, whoever holds the sockets, and for those of its sockets elsewhere', async () => {
    const { staying, stopping } = await two();
    const anna = await inRoom(stopping.url, 'here', 'Anna');
    const boris = await inRoom(staying.url, 'here', 'Boris');
    const chen = await inRoom(staying.url, 'there', 'Chen');
    const dora = await inRoom(stopping.url, 'there', 'Dora');
    await Promise.all([offered(anna, boris), offered(dora, chen)]);

    const drained = stopping.drain();

    for (const [caller, callee] of [
      [anna, boris],
      [dora, chen],
    ] as const) {
      callee.emit('answer', { target: caller.id, answer: answer() });
      await caller.next('answer');
      caller.emit('ice-candidate', { target: callee.id, candidate: candidate('aB3d') });
      callee.emit('ice-candidate', { target: caller.id, candidate: candidate('zY9x') });
      const told = await callee.next<VerdictMessage>('verdict', ({ outcome }) => outcome !== 'pending');
      expect(told.outcome).toBe('signaled');
    }
    await drained;
  });
});
