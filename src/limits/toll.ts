import { rateLimited, type Refusal } from '../../protocol/rejects.js';
import type { LimitName, Refused } from './limit-names.js';
import { Bucket } from './bucket.js';

/** What a connection does when it is told to. */
export interface Reins {
  /** Is not read for `restMs`. */
  rest(): void;
  /** Is told why, and closed. */
  cut(): void;
}

/** What a connection may send a second. */
export interface TollRates {
  messages: number;
  bytes: number;
  joins: number;
}

/** Seconds' worth that may come at once: a mesh of sixteen, with a hundred candidates each, is half of the messages. */
const burstSeconds = 10;
/** Seconds' worth that a connection may be in debt; each refused message adds to it. */
const patienceSeconds = 1;
/**
 * So many packets in so many ms, and the connection is not read for as long: Node takes what a socket has in one go, up to
 * 2 MB, and all others would wait for that. A join of a mesh is read in a few turns, 0.1 s later at most.
 */
const turn = { packets: 100, ms: 10 } as const;
export const restMs = turn.ms;

const bucketOf = (rate: number, at: number) => new Bucket(rate, rate * burstSeconds, at);

/** What all connections of an address send together: many that each keep to their rate are a flood too. */
export class AddressToll {
  readonly points: Bucket;

  /** @param rate points a second */
  constructor(readonly rate: number) {
    this.points = bucketOf(rate, performance.now());
  }
}

/** Points of an event beyond the one that every packet costs; a description is parsed, correlated and diagnosed. */
const extra = (event: string) => (event === 'ice-candidate' ? 0 : 4);

/**
 * What one connection has sent, whatever it is: each packet is charged when it has come, before anything reads it, and an
 * event is let through when there is no debt. So acknowledgements, pings and what no event comes of count too. Whoever
 * goes on in debt is cut, because even to refuse costs.
 */
export class Toll {
  private readonly points: Bucket;
  private readonly bytes: Bucket;
  private readonly joins: Bucket;
  /** Of the last packet: what the same one would cost again. */
  private size = 0;
  private turnAt = 0;
  private inTurn = 0;
  /** The connection is cut: what is left of it is not worth an answer. */
  over = false;

  constructor(
    private readonly rates: TollRates,
    private readonly address: AddressToll,
    private readonly refused: Refused,
    private readonly reins: Reins,
  ) {
    const at = performance.now();
    this.points = bucketOf(rates.messages, at);
    this.bytes = bucketOf(rates.bytes, at);
    this.joins = bucketOf(rates.joins, at);
  }

  /** A packet has come. */
  packet(size: number): void {
    if (this.over) return;
    this.size = size;
    const at = performance.now();
    const { messages, bytes } = this.rates;
    const inPoints = this.points.owe(1, at);
    const inBytes = this.bytes.owe(size, at);
    const together = this.address.points.owe(1, at);
    const patient =
      inPoints <= messages * patienceSeconds &&
      inBytes <= bytes * patienceSeconds &&
      together <= this.address.rate * patienceSeconds;
    if (patient) return this.takeTurn(at);
    this.over = true;
    this.refused('flooding');
    this.reins.cut();
  }

  /** May an event be handled? Undefined where it may. */
  take(event: string): Refusal | undefined {
    const at = performance.now();
    return (
      this.asked('bytes', this.bytes.take(0, at), (this.size / this.rates.bytes) * 1000) ??
      this.asked('messages', this.points.take(extra(event), at), 1000 / this.rates.messages) ??
      this.asked('messages-address', this.address.points.take(extra(event), at), 1000 / this.address.rate) ??
      (event === 'join-room' ? this.asked('joins', this.joins.take(1, at), 0) : undefined)
    );
  }

  private takeTurn(at: number): void {
    if (at - this.turnAt > turn.ms) {
      this.turnAt = at;
      this.inTurn = 0;
    }
    if (++this.inTurn === turn.packets) this.reins.rest();
  }

  /** @param againMs what it will take for the packet that the event comes in, when it is sent again */
  private asked(limit: LimitName, waitMs: number, againMs: number): Refusal | undefined {
    if (waitMs === 0) return undefined;
    this.refused(limit);
    return rateLimited(waitMs + againMs);
  }
}
