import { io } from 'socket.io-client';
import { Claims } from '../../src/cluster/claims.js';
import { Redis } from '../../src/redis/redis.js';
import { startRedis } from '../support/redis.js';
import { startGatewayProcess, type GatewayProcess } from './gateway-process.js';

/** The instances of the gateway that a run plays on. */
export interface Instances {
  /** URLs of those that people connect to. */
  readonly gateways: readonly string[];
  /** Sees to it that a room is where it should be, before anybody is in it. */
  settle(room: string): Promise<void>;
  close(): Promise<void>;
}

/** Which instance has a room: that of the one who joins first, as it comes, or always the same. */
export const homes = ['first', 'caller', 'callee', 'neither'] as const;
export type HomeOf = (typeof homes)[number];

/** One instance, without Redis. */
export async function alone(env: Record<string, string> = {}): Promise<Instances> {
  const gateway = await startGatewayProcess(env);
  return { gateways: [gateway.url], settle: () => Promise.resolve(), close: () => gateway.close() };
}

/** Two instances as one, the caller's and the callee's; a third where neither of them is to have the rooms. */
export async function cluster(home: HomeOf, env: Record<string, string> = {}): Promise<Instances> {
  const redis = await startRedis();
  const settings = { ...env, REDIS_URL: redis.url };
  const count = home === 'neither' ? 3 : 2;
  const started = await Promise.all(Array.from({ length: count }, () => startGatewayProcess(settings)));
  await Promise.all(started.map((gateway) => acquainted(gateway, count)));
  const all = started.map(({ url }) => url);
  const claims = home === 'first' ? undefined : await claimsFor(redis.url, all[homes.indexOf(home) - 1] ?? '');
  return {
    gateways: all.slice(0, 2),
    settle: async (room) => claims?.settle(room),
    close: async () => {
      claims?.close();
      await Promise.all(started.map((gateway) => gateway.close()));
      await redis.close();
    },
  };
}

/** Waits until an instance is answered by so many, itself included. */
async function acquainted({ url }: GatewayProcess, count: number): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const { instances } = (await (await fetch(`${url}/api/funnel`)).json()) as { instances: { answered: number } };
    if (instances.answered === count) return;
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error('The instances have not found each other.');
}

const ignore = () => undefined;

/** Claims rooms for one instance. What it is called in Redis is read off a room that it holds. */
async function claimsFor(redisUrl: string, gateway: string) {
  const { promise: ready, resolve: up } = Promise.withResolvers<void>();
  const redis = new Redis(redisUrl);
  redis.watch({ onUp: up, onDown: () => undefined, onRefused: () => undefined });
  redis.open();
  await ready;
  const socket = io(gateway, { transports: ['websocket'], forceNew: true });
  await socket.timeout(10_000).emitWithAck('join-room', 'whose is this room?', 'runner');
  const { instance } = await new Claims(redis, 'runner', () => true, ignore).claim('whose is this room?');
  socket.disconnect();
  const claims = new Claims(redis, instance, () => true, ignore);
  return {
    settle: async (room: string) => void (await claims.claim(room)),
    close: () => redis.close(),
  };
}
