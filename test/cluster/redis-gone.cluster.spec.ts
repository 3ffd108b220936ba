import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, getJson, inRoom, connect, until, type Peer } from '../support/clients.js';
import { clusterOf, reached, runInstance } from '../support/cluster.js';
import { startOwnRedis, type OwnRedis } from '../support/redis.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { startSwitchboard } from '../support/switchboard.js';
import { atEnd } from '../support/teardown.js';

interface Across {
  redis: OwnRedis;
  one: string;
  other: string;
  anna: Peer;
  boris: Peer;
}

/** Two in a room, each on an instance of its own. */
async function across(): Promise<Across> {
  const redis = await startOwnRedis();
  atEnd(() => redis.close());
  const env = clusterOf(redis.url);
  const [one, other] = await Promise.all([runInstance(env), runInstance(env)]);
  await Promise.all([reached(one.url), reached(other.url)]);
  const anna = await inRoom(one.url, 'den', 'Anna');
  const boris = await inRoom(other.url, 'den', 'Boris');
  await anna.next('user-joined');
  return { redis, one: one.url, other: other.url, anna, boris };
}

const degraded = (url: string) =>
  until(
    () => getJson<{ status: string }>(`${url}/health/ready`),
    ({ status }) => status === 'degraded',
  );
/** An address of this machine at which nothing listens. */
const nowhere = 'redis://127.0.0.1:1';
const unreachable = { ok: false, error: { code: 'instance-unreachable' } };

describe('a Redis that is gone', () => {
  it('leaves the rooms alone that are claimed, and those who are passed on to them', async () => {
    const { redis, one, other, anna, boris } = await across();
    await redis.stop();
    await Promise.all([degraded(one), degraded(other)]);

    await call(boris, anna);
    expect(await anna.next('verdict')).toMatchObject({ outcome: 'signaled' });
    for (const url of [one, other]) {
      const late = await inRoom(url, 'den', 'Emil');
      expect(await boris.next('user-joined')).toMatchObject({ socketId: late.id });
    }
  });

  it('has those refused who come for a room that nobody here has, with the reason, and lets them in when it is back', async () => {
    const { redis, one, other } = await across();
    await redis.stop();
    await Promise.all([degraded(one), degraded(other)]);
    const chen = await connect(one);
    expect(await chen.join('a room that nobody has', 'Chen')).toMatchObject(unreachable);
    await redis.restart();
    await Promise.all([reached(one), reached(other)]);
    expect(await chen.join('a room that nobody has', 'Chen')).toMatchObject({ ok: true });
  });

  it('fails nothing that is going on between two instances, not by coming back empty either', async () => {
    const { redis, one, other, anna, boris } = await across();
    anna.emit('offer', { target: boris.id, offer: offer() });
    const { handshake } = await boris.next<{ handshake: string }>('offer');
    await redis.stop();
    await Promise.all([degraded(one), degraded(other)]);
    await redis.restart();
    await Promise.all([reached(one), reached(other)]);

    boris.emit('answer', { target: anna.id, answer: answer() });
    await anna.next('answer');
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });
    const told = await boris.next<VerdictMessage>('verdict', ({ outcome }) => outcome !== 'pending');
    expect(told).toMatchObject({ id: handshake, outcome: 'signaled' });
    expect((await anna.pending()).filter((event) => event === 'user-left')).toEqual([]);
  });

  it('forgets nobody when it comes back empty, and takes nobody for present who left meanwhile', async () => {
    const { redis, one, other, anna, boris } = await across();
    const chen = await inRoom(other, 'den', 'Chen');
    const gone = chen.id;
    await Promise.all([anna.next('user-joined'), boris.next('user-joined')]);
    await redis.stop();
    await Promise.all([degraded(one), degraded(other)]);
    chen.socket.disconnect();
    await redis.restart();

    expect(await anna.next('user-left')).toBe(gone);
    expect(await boris.next('user-left')).toBe(gone);
    const dora = await inRoom(other, 'den', 'Dora');
    expect(await anna.next('user-joined')).toMatchObject({ socketId: dora.id });
    await call(dora, anna);
    expect(await dora.next('verdict')).toMatchObject({ outcome: 'signaled' });
  });

  it('takes nobody for present who left meanwhile, where one instance is back much later than the other', async () => {
    const redis = await startOwnRedis();
    atEnd(() => redis.close());
    const way = await startSwitchboard(redis.url);
    const [one, other] = await Promise.all([runInstance(clusterOf(way.url)), runInstance(clusterOf(redis.url))]);
    await Promise.all([reached(one.url), reached(other.url)]);
    const anna = await inRoom(one.url, 'den', 'Anna');
    const boris = await inRoom(other.url, 'den', 'Boris');
    await anna.next('user-joined');
    const gone = boris.id;
    await redis.stop();
    way.choose(nowhere);
    await Promise.all([degraded(one.url), degraded(other.url)]);
    boris.socket.disconnect();
    await redis.restart();
    // It has asked who is there by then, and nobody has heard it.
    await reached(other.url);
    way.choose(redis.url);

    expect(await anna.next('user-left')).toBe(gone);
  });
});
