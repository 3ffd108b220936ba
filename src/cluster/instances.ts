import type { Redis } from './redis.js';

const listKey = '{hopline}:instances';
/** What an instance is there by: its address, for as long as its lease lasts. */
export const instanceKey = (instance: string) => `{hopline}:instance:${instance}`;

/** Says that an instance is there, and answers who is: each with its address. */
const renew = `
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('SADD', KEYS[2], ARGV[1])
local there = {}
for _, instance in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local address = redis.call('GET', ARGV[4] .. instance)
  if address then table.insert(there, instance) table.insert(there, address)
  else redis.call('SREM', KEYS[2], instance) end
end
return there`;

/** How often an instance says that it is there and looks who else is, in a lease; and at least so often, in ms. */
const beatsPerLease = 5;
const slowestBeatMs = 1000;

/** Which instances are there, and where each is reached: said in Redis by each of them, for as long as its lease. */
export class Instances {
  /** Addresses by instance, as they were when Redis was last reached. */
  others: ReadonlyMap<string, string> = new Map();
  private address: string | undefined;
  /** When Redis was reached, in ms of `performance.now()`. */
  private reachedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param leaseMs how long one is there that says nothing, in ms */
  constructor(
    private readonly redis: Redis,
    private readonly self: string,
    private readonly leaseMs: number,
  ) {}

  /** This instance is there from now on. @param address host and port at which others reach it */
  enter(address: string): void {
    this.address = address;
    this.reachedAt = performance.now();
    this.beat();
    this.timer ??= setInterval(() => this.beat(), Math.min(slowestBeatMs, this.leaseMs / beatsPerLease)).unref();
  }

  /** It is gone, and its rooms are anybody's. */
  async leave(): Promise<void> {
    clearInterval(this.timer);
    this.address = undefined;
    await this.redis.ask((redis) => redis.del(instanceKey(this.self))).catch(() => undefined);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private beat(): void {
    const { address, self, leaseMs } = this;
    if (address === undefined) return;
    const keys = [instanceKey(self), listKey];
    const given = { keys, arguments: [self, address, String(leaseMs), instanceKey('')] };
    this.redis
      .ask((redis) => redis.eval(renew, given))
      .then(
        (there) => this.note(there as string[]),
        // Without Redis, those that were there are asked all the same.
        () => undefined,
      );
  }

  private note(there: readonly string[]): void {
    // A Redis that was started anew knows of nobody yet: for a lease, who was there before still is.
    const isNew = performance.now() - this.reachedAt < this.leaseMs;
    const others = new Map(isNew ? this.others : []);
    for (let index = 0; index + 1 < there.length; index += 2) {
      const [instance = '', address = ''] = there.slice(index, index + 2);
      if (instance !== this.self) others.set(instance, address);
    }
    this.others = others;
  }
}
