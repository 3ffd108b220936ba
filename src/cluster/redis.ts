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
 * The connections to Redis: one for commands, one that is subscribed. Both come back by themselves; meanwhile a command
 * fails at once instead of waiting in a queue, so that whoever asked is told now. A Redis that keeps its connections and
 * says nothing is found out by its silence: no call waits for longer than it says, and none is made any more.
 */
export class Redis {
  readonly commands: Client;
  readonly subscriber: Client;
  /** For the emitter of Socket.IO, which leaves its promises alone: what Redis does not take is lost, and is asked for again. */
  readonly publisher: { publish: (channel: string, message: string) => void };
  /** For the adapter of Socket.IO, which leaves its promises alone too. */
  readonly subscriptions: object;
  /** For limits, as `rate-limiter-flexible` takes a client of this package. */
  readonly counters: object;
  /** Does it take what is written? */
  takesWrites = true;
  private wasReady = false;
  private refused = false;
  /** The sign of life that is waited for, and since when, in ms of `performance.now()`. */
  private sign: { at: number } | undefined;
  private silent = false;
  private timer: NodeJS.Timeout | undefined;

  private events: RedisEvents | undefined;

  constructor(url: string) {
    const socket = { reconnectStrategy, connectTimeout: 2000, socketTimeout: silentMs };
    this.commands = createClient({ url, socket, disableOfflineQueue: true });
    this.subscriber = createClient({ url, socket });
    this.publisher = {
      publish: (channel, message) => {
        if (this.ready) this.commands.publish(channel, message).catch(() => undefined);
      },
    };
    this.counters = {
      isReady: () => this.ready && !this.late,
      eval: (...args: Parameters<Client['eval']>) => this.ask((client) => client.eval(...args), countWithinMs),
    };
    this.subscriptions = this.quietly(this.subscriber);
    for (const client of [this.commands, this.subscriber]) {
      client.on('error', () => this.look());
      client.on('ready', () => this.look());
      client.on('end', () => this.look());
      client.on('reconnecting', () => this.look());
    }
  }

  /** Called once. */
  watch(events: RedisEvents): void {
    this.events = events;
  }

  get ready(): boolean {
    return this.commands.isReady && this.subscriber.isReady && !this.refused && !this.silent;
  }

  /** Asks Redis; rejects where it has not answered in time, and at once where it does not answer at all. */
  async ask<T>(call: (commands: Client) => Promise<T>, withinMs: number = signs.withinMs): Promise<T> {
    if (!this.ready) throw new Error('Redis cannot be reached.');
    return new Promise<T>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('Redis does not answer.')), withinMs);
      call(this.commands)
        .then(resolve, reject)
        .finally(() => clearTimeout(late));
    });
  }

  /** Begins to connect, and goes on trying. */
  open(): void {
    for (const client of [this.commands, this.subscriber]) client.connect().catch(() => undefined);
    this.timer = setInterval(() => this.askForSign(), signs.everyMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
    for (const client of [this.commands, this.subscriber]) client.destroy();
  }

  /** Without traffic nobody else would notice. */
  private askForSign(): void {
    if (this.sign || !this.commands.isReady || !this.subscriber.isReady) return;
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
    const written = this.commands.set(signKey, '', { expiration: { type: 'PX', value: silentMs } });
    Promise.all([written, this.subscriber.ping()]).then(() => over(), over);
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

  /** What the adapter calls of its subscriber; an error here is told, and would else end the process. */
  private quietly(client: Client): object {
    const told = (promise: Promise<unknown>) =>
      void promise.catch((error: unknown) => {
        // A connection that is lost comes back, with its subscriptions.
        if (!(error instanceof ErrorReply)) return;
        this.refused = true;
        this.events?.onRefused(error);
        this.look();
      });
    type Args<K extends 'subscribe' | 'pSubscribe' | 'unsubscribe' | 'pUnsubscribe'> = Parameters<Client[K]>;
    return {
      subscribe: (...args: Args<'subscribe'>) => told(client.subscribe(...args)),
      pSubscribe: (...args: Args<'pSubscribe'>) => told(client.pSubscribe(...args)),
      unsubscribe: (...args: Args<'unsubscribe'>) => told(client.unsubscribe(...args)),
      pUnsubscribe: (...args: Args<'pUnsubscribe'>) => told(client.pUnsubscribe(...args)),
      on: client.on.bind(client),
      off: client.off.bind(client),
      listenerCount: client.listenerCount.bind(client),
    };
  }

  private look(): void {
    const { ready } = this;
    if (ready === this.wasReady) return;
    this.wasReady = ready;
    if (ready) this.events?.onUp();
    else this.events?.onDown();
  }
}
