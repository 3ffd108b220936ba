import { describe, expect, it } from '@jest/globals';
import { createClient } from 'redis';
import { windowsInMemory, windowsInRedis, type MakeWindow } from '../../src/limits/windows.js';
import { startOwnRedis } from '../support/redis.js';
import { atEnd } from '../support/teardown.js';

async function redisOf(url: string) {
  const client = createClient({ url, disableOfflineQueue: true });
  client.on('error', () => undefined);
  await client.connect();
  atEnd(() => client.destroy());
  return client;
}

const stores: [name: string, make: () => Promise<MakeWindow>][] = [
  ['memory', () => Promise.resolve(windowsInMemory)],
  [
    'Redis',
    async () => {
      const redis = await startOwnRedis();
      atEnd(() => redis.close());
      return windowsInRedis(await redisOf(redis.url));
    },
  ],
];

describe.each(stores)('a window in %s', (_, make) => {
  it('lets ten seconds’ worth of a key through, then says how long to wait, and other keys are others', async () => {
    const window = (await make())('connects', 2);

    for (let asked = 1; asked <= 20; asked++) expect(await window.take('a')).toEqual({ waitMs: 0, asked });

    const { waitMs, asked } = await window.take('a');
    expect(asked).toBe(21);
    expect(waitMs).toBeGreaterThan(5000);
    expect(waitMs).toBeLessThanOrEqual(10_000);
    expect(await window.take('b')).toEqual({ waitMs: 0, asked: 1 });
  });

  it('counts what is charged', async () => {
    const window = (await make())('connects', 1);
    await window.take('a');
    window.charge('a', 9);

    expect((await window.take('a')).waitMs).toBeGreaterThan(0);
  });
});

describe('windows of two instances', () => {
  it('are one, and each its own while Redis is away', async () => {
    const redis = await startOwnRedis();
    atEnd(() => redis.close());
    const [one, other] = [
      windowsInRedis(await redisOf(redis.url))('connects', 1),
      windowsInRedis(await redisOf(redis.url))('connects', 1),
    ];

    for (let asked = 0; asked < 5; asked++) await Promise.all([one.take('a'), other.take('a')]);
    expect((await one.take('a')).waitMs).toBeGreaterThan(0);

    await redis.stop();
    for (let asked = 1; asked <= 10; asked++) expect(await other.take('a')).toEqual({ waitMs: 0, asked });
    expect((await other.take('a')).waitMs).toBeGreaterThan(0);
  });
});
