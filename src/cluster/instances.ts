import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Redis } from '../redis/redis.js';

/** How one of them is asked. */
interface RegistryOptions extends RequestOptions {
  headers?: Record<string, string>;
}

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
  if address then table.insert(there, {instance, address}) else redis.call('SREM', KEYS[2], instance) end
end
return there`;

/** Asked for a sign of life by the instance that is reached at the address behind it. */
export const alive = '/alive/';

/** How often an instance says that it is there and looks who else is, in a lease; and at least so often, in ms. */
const beatsPerLease = 5;
const slowestBeatMs = 1000;

/** How long an instance is waited for that was sent something, in ms. */
const patienceMs = 2000;

/** Which instances are there, said in Redis by each of them for as long as its lease, and the way to them over HTTP. */
export class InstanceRegistry {
  /** Addresses by instance, as they were when Redis was last reached. */
  others: ReadonlyMap<string, string> = new Map();
  /** Of its own: the one that all share may be told to go through a proxy. */
  private readonly agent = new Agent({ keepAlive: true });
  private address: string | undefined;
  /** When Redis was reached, in ms of `performance.now()`. */
  private reachedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param leaseMs how long one is there that says nothing, in ms
   * @param key that lives in Redis
   */
  constructor(
    private readonly redis: Redis,
    private readonly self: string,
    private readonly leaseMs: number,
    private readonly key: () => string,
  ) {}

  /** Where they are reached. */
  get addresses(): readonly string[] {
    return [...this.others.values()];
  }

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

  /** What one of them answers, as text. Rejects where it does not, or refuses. */
  async open(address: string, options: RegistryOptions, body = ''): Promise<AsyncIterable<string>> {
    const headers = { ...options.headers, authorization: `Bearer ${this.key()}` };
    const asked = request(`http://${address}`, { ...options, headers, agent: this.agent });
    asked.on('timeout', () => asked.destroy());
    // Told by what waits for the response too; an error that nobody listens to would end the process.
    asked.on('error', () => undefined);
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    if (Math.floor((response.statusCode ?? 0) / 100) === 2) return response.setEncoding('utf8');
    response.resume();
    throw new Error(`It has answered with ${response.statusCode}.`);
  }

  /** What one of them answers to something that it is sent, both JSON. Rejects where it does not, or not in time. */
  async post(address: string, path: string, body: object): Promise<unknown> {
    const options = { method: 'POST', path, signal: AbortSignal.timeout(patienceMs) };
    let text = '';
    for await (const piece of await this.open(address, options, JSON.stringify(body))) text += piece;
    return JSON.parse(text);
  }

  /** What all of them answer to that, but for those that do not. */
  askAll(path: string, body: object): Promise<unknown[]> {
    return Promise.all(this.addresses.map((address) => this.post(address, path, body).catch(() => undefined)));
  }

  /** Asks one of them for a sign of life. Rejects where it gives none. */
  async ask(address: string): Promise<void> {
    const options = { path: `${alive}${this.address}`, signal: AbortSignal.timeout(this.leaseMs) };
    for await (const _ of await this.open(address, options));
  }

  close(): void {
    clearInterval(this.timer);
    this.agent.destroy();
  }

  private beat(): void {
    const { address, self, leaseMs } = this;
    if (address === undefined) return;
    const given = { keys: [instanceKey(self), listKey], arguments: [self, address, String(leaseMs), instanceKey('')] };
    this.redis
      .ask((redis) => redis.eval(renew, given))
      .then(
        (there) => this.note(there as [string, string][]),
        // Without Redis, those that were there are asked all the same.
        () => undefined,
      );
  }

  private note(there: readonly [string, string][]): void {
    // A Redis that was started anew knows of nobody yet: for a lease, who was there before still is.
    const isNew = performance.now() - this.reachedAt < this.leaseMs;
    this.others = new Map([...(isNew ? this.others : []), ...there.filter(([instance]) => instance !== this.self)]);
  }
}
