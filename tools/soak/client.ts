import type { WebSocket } from 'ws';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { rawClient } from '../../test/support/raw-client.js';

const patienceMs = 30_000;

interface Waiter {
  event: string;
  found: (payload: never) => void;
}

/** A page as the gateway sees it: Engine.IO and Socket.IO by hand over one WebSocket, so that it may misbehave. */
export class Client {
  /** What it was told of each handshake that it takes part in, one verdict after another. */
  readonly verdicts = new Map<string, string[]>();
  readonly closed: Promise<void>;
  private readonly inbox: { event: string; payload: unknown }[] = [];
  private readonly waiters = new Set<Waiter>();
  private readonly acks = new Map<number, (answer: never) => void>();
  private serial = 0;

  private constructor(
    private readonly socket: WebSocket,
    readonly id: string,
    /** Engine.IO's session id, which a probe on the page would name. */
    readonly session: string,
  ) {
    socket.on('message', (data: Buffer) => this.hear(data.toString()));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Connects; `deaf` leaves WebSocket pings unanswered, as a network does that has died unnoticed. */
  static async connect(url: string, { deaf = false } = {}): Promise<Client> {
    const { webSocket, id, session } = await rawClient(url, { autoPong: !deaf, auth: { verdicts: true } });
    return new Client(webSocket, id, session);
  }

  emit(event: string, ...args: unknown[]): void {
    this.socket.send(`42${JSON.stringify([event, ...args])}`);
  }

  /** Emits with an acknowledgement, and waits for it. */
  ask<T extends object>(event: string, ...args: unknown[]): Promise<T> {
    const ack = this.serial++;
    this.socket.send(`42${ack}${JSON.stringify([event, ...args])}`);
    return this.within(`acknowledgement of ${event}`, (answer: (value: T) => void) => this.acks.set(ack, answer));
  }

  /** The payload of the next event of that name; each is given out once. */
  next<T>(event: string): Promise<T> {
    const index = this.inbox.findIndex((kept) => kept.event === event);
    const [kept] = index < 0 ? [] : this.inbox.splice(index, 1);
    if (kept) return Promise.resolve(kept.payload as T);
    return this.within(event, (found: (value: T) => void) => this.waiters.add({ event, found }));
  }

  /** The verdicts on a handshake, or on any, once there is one. */
  async told(handshake?: string): Promise<readonly string[]> {
    for (;;) {
      const known = handshake === undefined ? [...this.verdicts.values()][0] : this.verdicts.get(handshake);
      if (known) return known;
      await this.next('verdict');
    }
  }

  /** Waits until everything that the gateway had written before has been read. */
  async roundTrip(): Promise<void> {
    await this.ask('round-trip');
  }

  /** Closes the page. */
  close(): void {
    this.socket.close();
  }

  /** Goes without a word: its connection is reset. */
  vanish(): void {
    this.socket.terminate();
  }

  private within<T>(what: string, begin: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what}`)), patienceMs);
      begin((value) => {
        clearTimeout(timer);
        resolve(value);
      });
    });
  }

  private hear(text: string): void {
    if (text.startsWith('43')) this.acknowledged(text.slice(2));
    else if (text.startsWith('42')) this.take(text.slice(2));
  }

  private acknowledged(text: string): void {
    const start = text.indexOf('[');
    const id = Number(text.slice(0, start));
    const [answer] = JSON.parse(text.slice(start)) as [never];
    this.acks.get(id)?.(answer);
    this.acks.delete(id);
  }

  private take(text: string): void {
    const [event, payload] = JSON.parse(text.slice(text.indexOf('['))) as [string, unknown];
    if (event === 'verdict') {
      const { id, overdue, ...settled } = payload as VerdictMessage;
      // What is overdue is what the page would be told in the end: the stories wait for no people.
      const { outcome, cause, owedBy } = overdue ? { ...overdue, outcome: 'failed' } : settled;
      const told = [outcome, cause, owedBy].filter((word) => word !== undefined).join(' ');
      this.verdicts.set(id, [...(this.verdicts.get(id) ?? []), told]);
    }
    for (const waiter of this.waiters) {
      if (waiter.event !== event) continue;
      this.waiters.delete(waiter);
      waiter.found(payload as never);
      return;
    }
    this.inbox.push({ event, payload });
  }
}
