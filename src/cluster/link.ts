import { randomBytes } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-adapter';
import { Emitter } from '@socket.io/redis-emitter';
import type { Server } from 'socket.io';
import { now } from '../hops/clock.js';
import type { Asked, Kind, Messages, Replies } from './messages.js';
import type { Redis } from './redis.js';

/**
 * How long an instance is waited for, in ms: it answers within a few, or says that it has taken the question and may have
 * to ask a third; one that stopped is found out otherwise.
 */
const patienceMs = 2000;
/** Questions that others have taken and not answered yet: the oldest are given up. */
const takenKept = 65_536;
const sweepMs = 250;

type Envelope =
  | { from: string; kind: Kind; body: object; ask?: number; at: number }
  | { from: string; taken: number }
  /** `came` and `at`: when the question came and when the answer left, by the clock of who answers. */
  | { from: string; reply: number; body: object; came: number; at: number };

interface Question {
  to: string;
  askedAt: number;
  answered: (reply: object | undefined) => void;
}

/** Times of one question and its answer: asked and answered by our clock, came and left by the other's. */
export interface RoundTrip {
  asked: number;
  came: number;
  left: number;
  answered: number;
}

export interface LinkEvents {
  /** Takes a message; where it was a question, `reply` answers it, once. */
  onMessage: <K extends Kind>(from: string, kind: K, body: Messages[K], reply: (body: object) => void) => void;
  /** Another instance says that it is there. */
  onBeat: (from: string) => void;
  onRoundTrip: (with_: string, trip: RoundTrip) => void;
  /** The last question to a silent instance ran out of time, or the link went down. */
  onDefect: (where: string, error: unknown) => void;
}

/**
 * The way between instances: Socket.IO's `serverSideEmit` over its Redis adapter. Each instance has a namespace of its
 * own, so that what is meant for one comes to that one alone: on a namespace that all share, every instance would read
 * every message. At most once and in order, as Redis delivers; what must be known to have come is asked for an answer.
 */
export class Link {
  /** This instance; new with every start. */
  readonly self = randomBytes(8).toString('hex');
  private readonly emitter: Emitter;
  private readonly emitters = new Map<string, Emitter>();
  private readonly questions = new Map<number, Question>();
  /** Those whose answer comes when it comes, unless whoever took them is lost. */
  private readonly taken = new Map<number, Question>();
  private serial = 0;
  private readonly sweeper: NodeJS.Timeout;

  constructor(
    private readonly redis: Redis,
    private readonly events: LinkEvents,
  ) {
    this.emitter = new Emitter(redis.publisher, { key: channelPrefix });
    this.sweeper = setInterval(() => this.sweep(), sweepMs).unref();
  }

  /** Called once, before the server listens. */
  attach(server: Server): void {
    server.adapter(createAdapter(this.redis.commands, this.redis.subscriptions, { key: channelPrefix }));
    server.on('beat', (from: string) => {
      if (from !== this.self) this.events.onBeat(from);
    });
    const own = server.of(namespaceOf(this.self));
    own.use((_, next) => next(new Error('This namespace is for instances of the gateway.')));
    own.on('link' as never, (envelope: Envelope) => this.take(envelope));
  }

  /** Can the others be reached? */
  get up(): boolean {
    return this.redis.ready;
  }

  /** Tells all instances that this one is there. */
  beat(): void {
    if (this.up) this.emitter.serverSideEmit('beat', this.self);
  }

  /** Tells another instance something, if it can be reached. */
  tell<K extends Exclude<Kind, Asked>>(to: string, kind: K, body: Messages[K]): void {
    this.send(to, { from: this.self, kind, body, at: now() });
  }

  /**
   * Asks another instance; undefined where it cannot be reached, does not take the question in time, or is lost with it.
   *
   * @throws RangeError on what is nested too deep to be written as JSON
   */
  ask<K extends Asked>(to: string, kind: K, body: Messages[K], answered: (reply?: Replies[K]) => void): void {
    if (!this.up) return answered(undefined);
    const ask = ++this.serial;
    const at = now();
    // First, as it throws on what cannot be written.
    this.send(to, { from: this.self, kind, body, ask, at });
    this.questions.set(ask, { to, askedAt: at, answered: answered as Question['answered'] });
  }

  /** Another instance is lost: it will answer nothing. */
  lose(instance: string): void {
    this.emitters.delete(instance);
    for (const [ask, { to }] of this.pending()) if (to === instance) this.settle(ask, undefined);
  }

  close(): void {
    clearInterval(this.sweeper);
    for (const [ask] of this.pending()) this.settle(ask, undefined);
  }

  private send(to: string, envelope: Envelope): void {
    if (!this.up) return;
    let emitter = this.emitters.get(to);
    if (!emitter) this.emitters.set(to, (emitter = this.emitter.of(namespaceOf(to))));
    emitter.serverSideEmit('link', envelope);
  }

  private take(envelope: Envelope): void {
    const came = now();
    try {
      if ('reply' in envelope) this.answered(envelope, came);
      else if ('taken' in envelope) this.wait(envelope);
      else this.received(envelope, came);
    } catch (error) {
      this.events.onDefect('link', error);
    }
  }

  private received({ from, kind, body, ask }: Extract<Envelope, { kind: Kind }>, came: number): void {
    let answered = ask === undefined;
    this.events.onMessage(from, kind, body, (answer) => {
      answered = true;
      if (ask !== undefined) this.send(from, { from: this.self, reply: ask, body: answer, came, at: now() });
    });
    if (!answered && ask !== undefined) this.send(from, { from: this.self, taken: ask });
  }

  private wait({ from, taken }: Extract<Envelope, { taken: number }>): void {
    const question = this.questions.get(taken);
    if (question?.to !== from) return;
    this.questions.delete(taken);
    this.taken.set(taken, question);
    const [oldest] = this.taken.keys();
    if (this.taken.size > takenKept && oldest !== undefined) this.settle(oldest, undefined);
  }

  private answered({ from, reply, body, came, at }: Extract<Envelope, { reply: number }>, answered: number): void {
    const question = this.questions.get(reply) ?? this.taken.get(reply);
    if (question?.to !== from) return;
    this.events.onRoundTrip(from, { asked: question.askedAt, came, left: at, answered });
    this.settle(reply, body);
  }

  private settle(ask: number, reply: object | undefined): void {
    const question = this.questions.get(ask) ?? this.taken.get(ask);
    this.questions.delete(ask);
    this.taken.delete(ask);
    question?.answered(reply);
  }

  private pending(): [ask: number, question: Question][] {
    return [...this.taken, ...this.questions];
  }

  /** Questions stand in the order in which they were asked. */
  private sweep(): void {
    if (!this.up) for (const [ask] of this.pending()) this.settle(ask, undefined);
    const oldest = now() - patienceMs;
    for (const [ask, { askedAt }] of this.questions) {
      if (askedAt > oldest) return;
      this.settle(ask, undefined);
    }
  }
}

const channelPrefix = 'hopline';
const namespaceOf = (instance: string) => `/instance-${instance}`;
