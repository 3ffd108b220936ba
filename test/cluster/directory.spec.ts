import { describe, expect, it } from '@jest/globals';
import { RedisDirectory } from '../../src/cluster/directory.js';
import { Instances } from '../../src/cluster/instances.js';
import { Redis } from '../../src/cluster/redis.js';
import { startRedis } from '../support/redis.js';
import { atEnd } from '../support/teardown.js';

async function directories(): Promise<[one: RedisDirectory, other: RedisDirectory]> {
  const server = await startRedis();
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
  const [one, other] = [new RedisDirectory(redis, 'one'), new RedisDirectory(redis, 'other')];
  for (const name of ['one', 'other']) {
    const instances = new Instances(redis, name, 60_000);
    instances.enter('127.0.0.1:1');
    atEnd(() => instances.close());
  }
  return [one, other];
}

describe('the directory of rooms', () => {
  it('gives a room to whoever claims it first, until that one has no use for it', async () => {
    const [one, other] = await directories();
    expect(await one.claim('den')).toBe('one');
    expect(await other.claim('den')).toBe('one');
    await one.release('den');
    expect(await other.claim('den')).toBe('other');
  });

  it('does not take back a claim for somebody who comes while the last one goes', async () => {
    const [one, other] = await directories();
    const claimed = one.claim('den');
    void one.release('den');
    expect(await claimed).toBe('one');
    expect(await other.claim('den')).toBe('one');
  });
});
