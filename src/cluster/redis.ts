import { createClient, ErrorReply } from 'redis';

type Client = ReturnType<typeof createClient>;

const reconnectStrategy = (retries: number) => Math.min(50 * 2 ** retries, 1000);

/** What a Redis is watched for. */
export interface RedisEvents {
  onUp: () => void;
  onDown: () => void;
  /** Redis refuses what the instances need of it: its user may not do that. */
  onRefused: (error: unknown) => void;
}

/**
 * The connections to Redis: one for commands, one that is subscribed. Both come back by themselves; meanwhile a command
 * fails at once instead of waiting in a queue, so that whoever asked is told now.
 */
export class Redis {
  readonly commands: Client;
  readonly subscriber: Client;
  /** For the emitter of Socket.IO, which leaves its promises alone: what Redis does not take is lost, and is asked for again. */
  readonly publisher: { publish: (channel: string, message: string) => void };
  /** For the adapter of Socket.IO, which leaves its promises alone too. */
  readonly subscriptions: object;
  private wasReady = false;
  private refused = false;

  private events: RedisEvents | undefined;

  constructor(url: string) {
    const socket = { reconnectStrategy, connectTimeout: 2000 };
    // A Redis that has stopped answering without closing its connections is found out by its silence.
    this.commands = createClient({
      url,
      socket,
      disableOfflineQueue: true,
      pingInterval: 1000,
      commandOptions: { timeout: 2000 },
    });
    this.subscriber = createClient({ url, socket });
    this.publisher = {
      publish: (channel, message) => void this.commands.publish(channel, message).catch(() => undefined),
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
    return this.commands.isReady && this.subscriber.isReady && !this.refused;
  }

  /** Begins to connect, and goes on trying. */
  open(): void {
    for (const client of [this.commands, this.subscriber]) client.connect().catch(() => undefined);
  }

  close(): void {
    for (const client of [this.commands, this.subscriber]) client.destroy();
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
