import { answerBody, candidateBodies, offerBody } from './bodies.js';
import type { Client } from './client.js';
import type { MessageKind } from '../../protocol/stages.js';

/** Relayed messages of one handshake: an offer, an answer, and the candidates of both. */
export const messagesPerHandshake = 2 + 2 * candidateBodies.length;

/** What the load has seen so far. */
export interface Tally {
  /** Relayed messages that have arrived. */
  messages: number;
  handshakes: number;
  /** How long each took, in ms, while it is wanted. */
  latencies: number[] | undefined;
}

/** As they stand in the SDP. */
export interface DescriptionKey {
  session: string;
  version: string;
  ufrag: string;
}

/** A message that is lost stops its pair: the server has dropped it, and is not measured. */
const patienceMs = 15_000;

let serial = 0;

/** Two who make handshakes with each other, one after the other. */
export class Pair {
  private arrived = 0;
  private lateMs = 0;
  private session = '';
  private ufrags: readonly [string, string] = ['', ''];
  /** When what is under way to either was sent, oldest first: messages to one client keep their order. */
  private readonly sent: readonly [number[], number[]] = [[], []];

  constructor(
    private readonly caller: Client,
    private readonly callee: Client,
    private readonly tally: Tally,
    private readonly finished: (pair: Pair) => void,
  ) {
    callee.received = (kind) => this.take(1, kind);
    caller.received = (kind) => this.take(0, kind);
  }

  /**
   * Sends an offer and the caller's candidates behind it; the callee does the same when the offer has come.
   *
   * @param lateMs how long the handshake had to wait for a pair that was free, which is time that its messages took
   */
  start(lateMs = 0): void {
    this.arrived = 0;
    this.lateMs = lateMs;
    const id = (++serial).toString().padStart(11, '0');
    this.session = `46117314${id}`;
    this.ufrags = [`c${id}`, `d${id}`];
    this.describe(0, 'offer', offerBody(this.session, this.ufrags[0]));
  }

  /** Makes an offer that is not answered; done when it has arrived with its candidates. */
  async offer(): Promise<void> {
    await new Promise<void>((arrived, failed) => {
      const timer = setTimeout(() => failed(new Error(`An offer has not come in ${patienceMs / 1000} s.`)), patienceMs);
      let left = 1 + candidateBodies.length;
      this.callee.received = () => {
        if (--left > 0) return;
        clearTimeout(timer);
        arrived();
      };
      this.start();
    });
  }

  /** What the two descriptions of the latest handshake are known by: the caller's, the callee's. */
  get descriptions(): readonly [DescriptionKey, DescriptionKey] {
    return [
      { session: this.session, version: '2', ufrag: this.ufrags[0] },
      { session: `7${this.session}`, version: '2', ufrag: this.ufrags[1] },
    ];
  }

  private describe(from: 0 | 1, kind: 'offer' | 'answer', body: string): void {
    this.send(from, kind, body);
    for (const candidate of candidateBodies) this.send(from, 'ice-candidate', candidate('', this.ufrags[from]));
  }

  private send(from: 0 | 1, kind: MessageKind, body: string): void {
    const [sender, target] = from === 0 ? [this.caller, this.callee] : [this.callee, this.caller];
    if (this.tally.latencies) this.sent[from].push(performance.now());
    sender.send(kind, target.id, body);
  }

  private take(side: 0 | 1, kind: MessageKind): void {
    this.tally.messages++;
    const sentAt = this.sent[side === 0 ? 1 : 0].shift();
    if (sentAt !== undefined) this.tally.latencies?.push(performance.now() - sentAt + this.lateMs);
    if (kind === 'offer') this.describe(1, 'answer', answerBody(`7${this.session}`, this.ufrags[1]));
    if (++this.arrived < messagesPerHandshake) return;
    this.tally.handshakes++;
    this.finished(this);
  }
}

/** A set of pairs that can be driven at full speed or at a rate. */
export class Traffic {
  readonly tally: Tally = { messages: 0, handshakes: 0, latencies: undefined };
  private readonly pairs: readonly Pair[];
  /** Pairs that do nothing, longest first. */
  private readonly idle: Pair[];
  private refill = false;
  private onFinished: (() => void) | undefined;
  /** The first thing that went wrong: what is measured after it says nothing. */
  private failure: Error | undefined;

  constructor(clients: readonly (readonly [Client, Client])[]) {
    const finished = (pair: Pair) => {
      this.idle.push(pair);
      if (this.refill) this.next();
      this.onFinished?.();
    };
    this.pairs = clients.map(([caller, callee]) => new Pair(caller, callee, this.tally, finished));
    this.idle = [...this.pairs];
    for (const client of clients.flat()) client.failed = (why) => this.fail(why);
  }

  /** A closed loop: as soon as one handshake is through, the pair that has waited longest makes the next. */
  loop(handshakesAtOnce: number): void {
    this.refill = true;
    for (let index = 0; index < handshakesAtOnce; index++) this.next();
  }

  /** Lets what is under way come to its end. */
  async stop(): Promise<void> {
    this.refill = false;
    const isOver = () => this.failure !== undefined || this.idle.length === this.pairs.length;
    if (!isOver()) {
      await new Promise<void>((over) => {
        const timer = setTimeout(() => {
          const open = this.pairs.length - this.idle.length;
          this.fail(new Error(`${open} handshakes of the load have not ended in ${patienceMs / 1000} s.`));
        }, patienceMs);
        this.onFinished = () => {
          if (!isOver()) return;
          clearTimeout(timer);
          over();
        };
      });
      this.onFinished = undefined;
    }
    if (this.failure) throw this.failure;
  }

  /** So many messages a second for so long, whatever becomes of them; latencies are collected behind the first part. */
  async pace(messagesPerSecond: number, ms: number): Promise<number[]> {
    const perMs = messagesPerSecond / messagesPerHandshake / 1000;
    const startedAt = performance.now();
    let begun = 0;
    /** A handshake that was due has found no pair free: the server is behind, and so are all until it has caught up. */
    let behind = false;
    await new Promise<void>((over) => {
      const tick = () => {
        const elapsed = performance.now() - startedAt;
        if (elapsed > ms / 4) this.tally.latencies ??= [];
        while (begun < elapsed * perMs && this.next(behind ? elapsed - begun / perMs : 0)) begun++;
        behind = begun < elapsed * perMs;
        if (elapsed < ms) setTimeout(tick, 1);
        else over();
      };
      tick();
    });
    const latencies = this.tally.latencies ?? [];
    await this.stop();
    this.tally.latencies = undefined;
    return latencies;
  }

  /** Every pair makes an offer with its candidates, which nobody answers. */
  async openAll(): Promise<void> {
    for (const pair of this.pairs) await pair.offer();
  }

  private fail(why: Error): void {
    this.failure ??= why;
    this.refill = false;
    this.onFinished?.();
  }

  private next(lateMs = 0): boolean {
    const pair = this.idle.shift();
    pair?.start(lateMs);
    return pair !== undefined;
  }
}
