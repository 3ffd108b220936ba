import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createClient } from 'redis';
import type { Gateway } from '../../src/bootstrap.js';
import { clusterOf, knows, runInstance } from './cluster.js';
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
  await Promise.all(urls.map((url) => knows(url, { answered: count, silent: [] })));
  return { gateways, urls, redis };
}

/** An instance that is there, and never answers anything; where it is reached. */
export async function silentInstance(redis: string): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({ url: redis });
  await client.connect();
  atEnd(() => {
    client.destroy();
    server.close();
  });
  await client.set('{hopline}:instance:silent', address);
  await client.sAdd('{hopline}:instances', 'silent');
  return address;
}
