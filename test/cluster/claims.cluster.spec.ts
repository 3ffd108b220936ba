import { describe, expect, it } from '@jest/globals';
import { Claims } from '../../src/cluster/claims.js';
import { InstanceRegistry } from '../../src/cluster/instances.js';
import { Redis } from '../../src/redis/redis.js';
import { until } from '../support/read.js';
import { startOwnRedis } from '../support/redis.js';
import { atEnd } from '../support/teardown.js';

/** Two instances, and the rooms that each was told to have lost. */
async function claims() {
  const server = await startOwnRedis();
  atEnd(() => server.close());
  const redis = await new Promise<Redis>((up) => {
    const opened = new Redis(server.url);
    opened.watch({
      onUp: () => up(opened),
      onDown: () => undefined,
      onRefused: () => undefined,
    });
    opened.open();
  });
  atEnd(() => redis.close());
  const lost: string[] = [];
  const empty = new Set<string>();
  const [one, other] = ['one', 'other'].map(
    (name) =>
      new Claims(
        redis,
        name,
        (room) => !empty.has(room),
        (room) => lost.push(`${name} ${room}`),
      ),
  );
  const both = ['one', 'other'].map((name) => new InstanceRegistry(redis, name, 60_000, () => ''));
  const enter = () => both.forEach((instances) => instances.enter('127.0.0.1:1'));
  enter();
  atEnd(() => both.forEach((instances) => instances.close()));
  /** Redis is started anew, empty, and both have said again that they are there. */
  const restart = async () => {
    await server.restart();
    await until(
      () => redis.ask((commands) => commands.get('nothing')).catch(() => undefined),
      (answer) => answer === null,
    );
    enter();
  };
  if (!one || !other) throw new Error('There are two.');
  return { one, other, lost, empty, restart };
}

describe('the claims of rooms', () => {
  it('give a room to whoever comes first, until that one has no use for it', async () => {
    const { one, other } = await claims();
    const first = await one.claim('den');
    expect(first).toMatchObject({ instance: 'one', address: '127.0.0.1:1' });
    expect(await other.claim('den')).toEqual(first);
    await one.release('den');
    const next = await other.claim('den');
    expect(next.instance).toBe('other');
    expect(next.fence).toBeGreaterThan(first.fence);
  });

  it('are given up where nobody has come in behind them', async () => {
    const { one, other, empty } = await claims();
    empty.add('den');
    const { promise: isRead, resolve: read } = Promise.withResolvers<void>();
    const refused = one.whileComing('den', async () => {
      await one.claim('den');
      await isRead;
    });
    await one.claim('attic');
    // Somebody else's claim is over: the first one is on the way still.
    await one.claim('den');
    expect(await other.claim('den')).toMatchObject({ instance: 'one' });

    read();
    await refused;

    expect(await other.claim('den')).toMatchObject({ instance: 'other' });
    expect(await other.claim('attic')).toMatchObject({ instance: 'one' });
  });

  it('do not take back a claim for somebody who comes while the last one goes', async () => {
    const { one, other } = await claims();
    const claimed = one.claim('den');
    void one.release('den');
    expect((await claimed).instance).toBe('one');
    expect((await other.claim('den')).instance).toBe('one');
  });

  it('give back to whoever held a room what a Redis that was started anew does not know of', async () => {
    const { one, other, restart, lost } = await claims();
    const first = await one.claim('den');
    await restart();
    await one.confirm();

    expect(await other.claim('den')).toMatchObject({ instance: 'one', fence: first.fence });
    expect(lost).toEqual([]);
  });

  it('tell whoever comes too late that the room is another one’s', async () => {
    const { one, other, restart, lost } = await claims();
    const { fence } = await one.claim('den');
    await restart();
    await other.claim('den');

    await one.confirm();

    expect(lost).toEqual(['one den']);
    expect(await one.holds('den', fence)).toBe(false);
  });
});
