import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, getJson, inRoom, connect, pairIn, until, type Peer } from '../support/clients.js';
import { clusterOf, reached, runInstance } from '../support/cluster.js';
import { startOwnRedis, type OwnRedis } from '../support/redis.js';
import { offer } from '../support/sdp.js';
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
  it('leaves the calls within one instance alone', async () => {
    const { redis, one } = await across();
    const [chen, dora] = await pairIn(one, 'attic');
    await redis.stop();
    await degraded(one);

    await call(chen, dora);
    expect(await chen.next('verdict')).toMatchObject({ outcome: 'signaled' });
    const late = await inRoom(one, 'attic', 'Emil');
    expect(await chen.next('user-joined')).toMatchObject({ socketId: late.id });
  });

  it('has the rest refused with a reason, to either side, and the verdict names the gateway', async () => {
    const { redis, one, other, anna, boris } = await across();
    await redis.stop();
    await Promise.all([degraded(one), degraded(other)]);

    expect(await anna.ask('offer', { target: boris.id, offer: offer() })).toMatchObject(unreachable);
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ cause: 'gateway-lost', owedBy: 'gateway' });
    expect(await boris.ask('offer', { target: anna.id, offer: offer() })).toMatchObject(unreachable);
    expect(await boris.next<VerdictMessage>('verdict')).toMatchObject({ cause: 'gateway-lost', you: 'caller' });
    const chen = await connect(one);
    expect(await chen.join('a room that nobody has', 'Chen')).toMatchObject(unreachable);
  });

  it('fails what is going on between two instances, and lets it come about when all is well again', async () => {
    const { redis, one, other, anna, boris } = await across();
    anna.emit('offer', { target: boris.id, offer: offer() });
    const { handshake } = await boris.next<{ handshake: string }>('offer');
    await redis.stop();
    expect(await anna.next('verdict')).toMatchObject({ id: handshake, outcome: 'failed', cause: 'gateway-lost' });

    await redis.restart();
    await Promise.all([reached(one), reached(other)]);
    await call(anna, boris);
    const told = await boris.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'signaled');
    // The very same offer once more: its verdict is withdrawn.
    expect(told.id).toBe(handshake);
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
