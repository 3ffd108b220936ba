import type { Instances } from '../../protocol/console.js';
import type { Gateway } from '../../src/bootstrap.js';
import { startBalancer } from './balancer.js';
import { startGateway } from './gateway.js';
import { getJson, until } from './read.js';
import { startRedis } from './redis.js';
import { atEnd } from './teardown.js';

/** Settings with which instances are one, and find out soon that one is lost. */
export const clusterOf = (redis: string) => ({ REDIS_URL: redis, INSTANCE_LEASE: '1000' });

/** One instance, closed when the test is over. */
export async function runInstance(env: Record<string, string> = {}): Promise<Gateway> {
  const gateway = await startGateway(env);
  atEnd(() => gateway.close());
  return gateway;
}

/** Waits until an instance reaches Redis. */
export async function reached(url: string): Promise<void> {
  await until(
    () => getJson<{ redis?: string }>(`${url}/health/ready`),
    ({ redis }) => redis === 'reached',
  );
}

/** Waits until an instance is answered by so many, itself included, and not answered by these; unless it says that to nobody. */
export async function knows(url: string, wanted: Instances): Promise<void> {
  await until(
    () => getJson<{ instances?: Instances; statusCode?: number }>(`${url}/api/funnel`),
    ({ instances, statusCode }) =>
      statusCode === 401 ||
      (instances?.answered === wanted.answered && instances.silent.join() === wanted.silent.join()),
  );
}

/** Several instances on a Redis of their own, each of which knows of all. */
export async function runInstances(count: number, env: Record<string, string> = {}): Promise<string[]> {
  const redis = await startRedis();
  atEnd(() => redis.close());
  const gateways = await Promise.all(
    Array.from({ length: count }, () => runInstance({ ...clusterOf(redis.url), ...env })),
  );
  await Promise.all(gateways.map(({ url }) => reached(url)));
  await Promise.all(gateways.map(({ url }) => knows(url, { answered: count, silent: [] })));
  return gateways.map(({ url }) => url);
}

/** The instances behind each address that is several. */
const behind = new Map<string, readonly string[]>();

export const instancesOf = (url: string): readonly string[] => behind.get(url) ?? [url];

/** Several instances behind one address, which take turns: no two clients are on the same. */
export async function runBalanced(count: number, env: Record<string, string>): Promise<Gateway> {
  const urls = await runInstances(count, env);
  const url = await startBalancer(urls);
  behind.set(url, urls);
  return { url, adminUrl: url, drain: () => Promise.resolve(), close: () => Promise.resolve() };
}
