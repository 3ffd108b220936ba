import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** How many requests of one key may come in the time. */
export interface Window {
  /** Counts one; answers how many ms to wait until there is room again, 0 where there is, and how often it was asked. */
  take(key: string): Promise<{ waitMs: number; asked: number }>;
  /** Counts some more, for what the key has done otherwise. */
  charge(key: string, points: number): void;
}

/** Makes the windows: of this instance, or of all instances that share a store. */
export type MakeWindow = (name: string, perSecond: number) => Window;

/** Every window is as long, so that a rate a second lets ten times as much through at once. */
export const windowSeconds = 10;

/** Windows in this instance's own memory. A key is forgotten with its window, so there are as many as came in that time. */
export const windowsInMemory: MakeWindow = (name, perSecond) =>
  windowOf(new RateLimiterMemory(options(name, perSecond)));

/**
 * Windows that all instances share. While Redis is away each instance counts by itself: a limit that is not there would
 * be as bad as a gateway that is not.
 *
 * @param client a connected client of the package `redis`, or as much of one: `isReady` and `eval`
 */
export const windowsInRedis =
  (client: object): MakeWindow =>
  (name, perSecond) =>
    windowOf(
      new RateLimiterRedis({
        ...options(name, perSecond),
        storeClient: client,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(options(name, perSecond)),
      }),
    );

const options = (name: string, perSecond: number) => ({
  // As the keys of the cluster: what a user of Redis may touch is one pattern.
  keyPrefix: `{hopline}:limit:${name}`,
  points: perSecond * windowSeconds,
  duration: windowSeconds,
});

function windowOf(limiter: RateLimiterMemory | RateLimiterRedis): Window {
  return {
    async take(key) {
      try {
        const { consumedPoints } = await limiter.consume(key);
        return { waitMs: 0, asked: consumedPoints };
      } catch (full) {
        // What is thrown is the count; anything else is a defect of the store, which must not keep people out.
        if (!(full instanceof RateLimiterRes)) return { waitMs: 0, asked: 0 };
        // By the clock of the machine, or of Redis, which may have been set meanwhile.
        const waitMs = Math.min(Math.max(1, full.msBeforeNext), windowSeconds * 1000);
        return { waitMs, asked: full.consumedPoints };
      }
    },
    charge(key, points) {
      limiter.penalty(key, points).catch(() => undefined);
    },
  };
}
