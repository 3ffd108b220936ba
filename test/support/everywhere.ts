import { Emitter } from '@socket.io/redis-emitter';
import { createClient } from 'redis';
import type { Instances } from '../../protocol/console.js';
import type { Gateway } from '../../src/bootstrap.js';
import { clusterOf, runInstance } from './cluster.js';
import { getJson, until } from './read.js';
import { startRedis } from './redis.js';
import { atEnd } from './teardown.js';

/** Several instances, each of which knows of all. */
export interface Acquainted {
  gateways: Gateway[];
  urls: string[];
  redis: string;
}

export async function runAcquainted(count: number, env: Record<string, string> = {}): Promise<Acquainted> {
  const server = await startRedis();
  atEnd(() => server.close());
  const { url: redis } = server;
  const start = () => runInstance({ ...clusterOf(redis), ...env });
  const gateways = await Promise.all(Array.from({ length: count }, start));
  const urls = gateways.map(({ url }) => url);
  await Promise.all(urls.map((url) => knows(url, { answered: count, silent: 0 })));
  return { gateways, urls, redis };
}

/** Waits until an instance is answered by so many, itself included, and not answered by so many. */
export async function knows(url: string, wanted: Instances): Promise<void> {
  await until(
    () => getJson<{ instances: Instances }>(`${url}/api/funnel`),
    ({ instances: { answered, silent } }) => answered === wanted.answered && silent === wanted.silent,
  );
}

/** Lets the others believe in an instance that says that it is there, once, and never answers anything. */
export async function silentInstance(redis: string): Promise<void> {
  const client = createClient({ url: redis });
  await client.connect();
  atEnd(() => client.destroy());
  new Emitter(client, { key: 'hopline' }).serverSideEmit('beat', 'silent');
}
