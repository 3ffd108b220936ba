import { describe, expect, it } from '@jest/globals';
import { createClient } from 'redis';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, connect, getJson, inRoom, pairIn, until } from '../support/clients.js';
import { clusterOf, reached, runInstance } from '../support/cluster.js';
import { startOwnRedis } from '../support/redis.js';
import { atEnd } from '../support/teardown.js';

async function instanceOf(env: Record<string, string> = {}) {
  const redis = await startOwnRedis();
  atEnd(() => redis.close());
  const { url } = await runInstance({ ...clusterOf(redis.url), ...env });
  await reached(url);
  return { redis, url };
}

const health = (url: string) => getJson<{ status: string }>(`${url}/health/ready`);

/** What is asked of a gateway beside messages, each of which is counted in Redis. */
const asked: [what: string, ask: (url: string) => Promise<unknown>][] = [
  ['a connection', (url) => connect(url)],
  ['ICE servers', (url) => fetch(`${url}/ice-servers`)],
  ['the API', (url) => fetch(`${url}/api/rooms`)],
  ['metrics', (url) => fetch(`${url}/metrics`)],
  ['reports', (url) => fetch(`${url}/reports`, { method: 'POST', body: '{}' })],
];

describe('a Redis that answers and takes nothing', () => {
  it('is told by the health within five seconds, leaves calls alone, and is back by itself', async () => {
    const { redis, url } = await instanceOf();
    const [anna, boris] = await pairIn(url);
    const admin = createClient({ url: redis.url });
    await admin.connect();
    atEnd(() => admin.destroy());
    const status = (wanted: string) =>
      until(
        () => health(url),
        (now) => now.status === wanted,
      );

    await admin.configSet('maxmemory', '1');
    const fullAt = performance.now();
    expect(await status('degraded')).toEqual({ status: 'degraded', redis: 'read-only' });

    expect(performance.now() - fullAt).toBeLessThan(5000);
    await call(anna, boris);
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ outcome: 'signaled' });
    await admin.configSet('maxmemory', '0');
    expect(await status('ok')).toEqual({ status: 'ok', redis: 'reached' });
  });
});

describe('a Redis that keeps its connections and answers nothing', () => {
  it('keeps nobody waiting, and the health tells of it within five seconds', async () => {
    const { redis, url } = await instanceOf();
    redis.freeze();
    const frozenAt = performance.now();

    const waits = await Promise.all(
      asked.map(async ([what, ask]) => {
        await ask(url);
        return [what, performance.now() - frozenAt] as const;
      }),
    );
    await until(
      () => health(url),
      ({ status }) => status === 'degraded',
    );

    expect(waits.filter(([, ms]) => ms > 4000)).toEqual([]);
    expect(performance.now() - frozenAt).toBeLessThan(5000);
  });

  it('keeps nobody waiting at all once that is known, and is back by itself', async () => {
    const { redis, url } = await instanceOf();
    const [anna, boris] = await pairIn(url);
    redis.freeze();
    await until(
      () => health(url),
      ({ status }) => status === 'degraded',
    );

    const rounds: number[] = [];
    for (let round = 0; round < 3; round++) {
      const before = performance.now();
      await Promise.all(asked.map(([, ask]) => ask(url)));
      rounds.push(performance.now() - before);
    }
    // Less than a limit waits for Redis; the best of them, as the machine has other things to do.
    expect(Math.min(...rounds)).toBeLessThan(500);
    await call(anna, boris);
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ outcome: 'signaled' });

    redis.thaw();
    await reached(url);
    expect((await inRoom(url, 'attic', 'Dora')).socket.connected).toBe(true);
  });

  it('does not lift the limits', async () => {
    const { redis, url } = await instanceOf({ LIMIT_API: '1' });
    redis.freeze();

    const statuses: number[] = [];
    for (let request = 0; request < 12; request++) statuses.push((await fetch(`${url}/ice-servers`)).status);

    expect(statuses.slice(0, 10)).toEqual(Array<number>(10).fill(200));
    expect(statuses.slice(10)).toEqual([429, 429]);
  });
});

describe('a Redis that is late', () => {
  it('costs who connects half a second, and the instances are one all the while', async () => {
    const { redis, url } = await instanceOf();
    const operator = createClient({ url: redis.url });
    await operator.connect();
    atEnd(() => operator.destroy());
    await operator.sendCommand(['CLIENT', 'PAUSE', '1500', 'ALL']);
    const before = performance.now();

    await connect(url);

    expect(performance.now() - before).toBeLessThan(1200);
    await inRoom(url, 'attic', 'Chen');
    expect(await health(url)).toMatchObject({ status: 'ok' });
  });
});
