import { createClient, ErrorReply } from 'redis';

type Client = ReturnType<typeof createClient>;

const reconnectStrategy = (retries: number) => Math.min(50 * 2 ** retries, 1000);

/** How often Redis is asked for a sign of life, and how long it may take over it, in ms: after that it does not answer. */
const signs = { everyMs: 1000, withinMs: 2000 } as const;
/** A connection on which nothing happened for this long, in ms, is opened anew. */
const silentMs = 10_000;
const signKey = '{hopline}:sign';
/** How long a limit waits for Redis, in ms, before the instance counts by itself. */
const countWithinMs = 500;

/** What a Redis is watched for. */
export interface RedisEvents {
  onUp: () => void;
  onDown: () => void;
  /** Redis refuses what the instances need of it: its user may not do that. */
  onRefused: (error: unknown) => void;
}

/**
 * The connection to Redis. It comes back by itself; meanwhile a command fails at once instead of waiting in a queue, so that
 * the one who asked knows now. A Redis that keeps its connection and says nothing is found out by its silence: no call waits
 * for longer than it says, and none is made any more.
 */
export class Redis {
  private readonly client: Client;
  /** For limits, as `rate-limiter-flexible` takes a client of this package. */
  readonly counters: object;
  /** Does it take what is written? */
  takesWrites = true;
  private wasReady = false;
  /** The sign of life that is waited for, and since when, in ms of `performance.now()`. */
  private sign: { at: number } | undefined;
  private silent = false;
  private timer: NodeJS.Timeout | undefined;

  private events: RedisEvents | undefined;

  constructor(url: string) {
    const socket = { reconnectStrategy, connectTimeout: 2000, socketTimeout: silentMs };
    this.client = createClient({ url, socket, disableOfflineQueue: true });
    this.counters = {
      isReady: () => this.ready && !this.late,
      eval: (...args: Parameters<Client['eval']>) => this.ask((client) => client.eval(...args), countWithinMs),
    };
    for (const event of ['error', 'ready', 'end', 'reconnecting']) this.client.on(event, () => this.look());
  }

  /** Called once. */
  watch(events: RedisEvents): void {
    this.events = events;
  }

  get ready(): boolean {
    return this.client.isReady && !this.silent;
  }

  /** Asks Redis; rejects where it has not answered in time, and at once where it does not answer at all. */
  async ask<T>(call: (commands: Client) => Promise<T>, withinMs: number = signs.withinMs): Promise<T> {
    if (!this.ready) throw new Error('Redis cannot be reached.');
    return new Promise<T>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('Redis does not answer.')), withinMs);
      call(this.client)
        .then(resolve, reject)
        .finally(() => clearTimeout(late));
    });
  }

  /** Begins to connect, and goes on trying. */
  open(): void {
    this.client.connect().catch(() => undefined);
    this.timer = setInterval(() => this.askForSign(), signs.everyMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
    this.client.destroy();
  }

  /** Without traffic nobody else would notice. */
  private askForSign(): void {
    if (this.sign || !this.client.isReady) return;
    const asked = { at: performance.now() };
    this.sign = asked;
    const overdue = setTimeout(() => {
      // Where this process itself was stopped, the answer lies in a socket, unread.
      setImmediate(() => this.hear(this.sign === asked));
    }, signs.withinMs).unref();
    const over = (error?: unknown) => {
      clearTimeout(overdue);
      this.sign = undefined;
      this.noteWrite(error);
      this.hear(false);
    };
    // An error is an answer too, or the end of its connection, which is seen by itself.
    this.client.set(signKey, '', { expiration: { type: 'PX', value: silentMs } }).then(() => over(), over);
  }

  /** A Redis that is full, or a replica, answers and takes nothing: messages pass, and no room can be claimed. */
  private noteWrite(error: unknown): void {
    const refuses = error instanceof ErrorReply;
    if (refuses && this.takesWrites) this.events?.onRefused(error);
    this.takesWrites = !refuses;
  }

  private hear(silent: boolean): void {
    this.silent = silent;
    this.look();
  }

  /** Not while Redis is late already: every request would wait as long. */
  private get late(): boolean {
    return this.sign !== undefined && performance.now() - this.sign.at > countWithinMs;
  }

  private look(): void {
    const { ready } = this;
    if (ready === this.wasReady) return;
    this.wasReady = ready;
    if (ready) this.events?.onUp();
    else this.events?.onDown();
  }
}
