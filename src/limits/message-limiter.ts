import { rateLimited, refusal, type Refusal } from '../../protocol/rejects.js';
import { bucketOf, type AddressLimiter } from './address-limiter.js';
import type { Bucket } from './bucket.js';
import type { Keep } from './fair-queue.js';
import type { LimitName, CountRefused } from './limit-names.js';

/** What can be done to a connection. */
export interface Throttle {
  /** Is not read for `restMs`. */
  rest(): void;
  /** Hears why, and is closed. */
  cut(why: Refusal): void;
}

/** What a connection may send a second. */
export interface MessageRates {
  messages: number;
  bytes: number;
  joins: number;
}

/** Seconds' worth that a connection may be in debt; each refused message adds to it. */
const patienceSeconds = 1;
/**
 * So many packets in so many ms, and the connection is not read for as long: Node takes what a socket has in one go, up to
 * 2 MB, and all others would wait for that. A join of a mesh is read in a few windows, 0.1 s later at most.
 */
const readWindow = { packets: 100, ms: 10 } as const;
export const restMs = readWindow.ms;

/** Of a pong that answers no ping, in seconds' worth of messages: a keep-alive every half a minute is none the worse. */
const unaskedPongSeconds = 1 / 3;

/** What a packet that was read may take of the memory, in sizes of what came: `[0],` is a list, and a place in another. */
const readFactor = 16;

/** Points of an event beyond the one that every packet costs; a description is parsed, correlated and diagnosed. */
const extra = (event: string) => (event === 'ice-candidate' ? 0 : 4);

/**
 * What one connection has sent, whatever it is: each packet and each frame is charged when it has come, before anything reads
 * it, and an event is let through when there is no debt. So acknowledgements, pings and what no event comes of count too. A
 * connection that goes on in debt is cut, because even to refuse costs.
 */
export class MessageLimiter {
  private readonly points: Bucket;
  private readonly bytes: Bucket;
  private readonly joins: Bucket;
  /** Of the last packet: what the same one would cost again. */
  private size = 0;
  private windowAt = 0;
  private inWindow = 0;
  /** The connection is cut: what is left of it is not worth an answer. */
  over = false;

  constructor(
    private readonly rates: MessageRates,
    private readonly address: AddressLimiter,
    private readonly refused: CountRefused,
    private readonly throttle: Throttle,
  ) {
    const at = performance.now();
    this.points = bucketOf(rates.messages, at);
    this.bytes = bucketOf(rates.bytes, at);
    this.joins = bucketOf(rates.joins, at);
  }

  /**
   * What keeps the last packet, as it was read, until what that answers is called; it answers nothing where that is too
   * much for its address.
   */
  keeper(): Keep {
    const bytes = this.size * readFactor;
    const release = () => void this.hold(-bytes);
    return () => {
      if (this.hold(bytes)) return release;
      release();
      return undefined;
    };
  }

  /** Keeps so many bytes more, or fewer, for its address; answers whether that may have as many as it has then. */
  hold(bytes: number): boolean {
    const fits = this.address.hold(bytes);
    if (!fits && bytes > 0) this.refused('held');
    return fits;
  }

  /** A packet has come, or a frame that is none. */
  packet(size: number, at = performance.now()): void {
    this.charge(1, size, at);
  }

  /** A pong has come that answers no ping, which RFC 6455, section 5.5.3, allows: a few are well, many are a flood. */
  unaskedPong(at: number): void {
    this.charge(Math.ceil(this.rates.messages * unaskedPongSeconds), 0, at);
  }

  /** The connection is cut, for the limit that it has gone over; what it sends after that is nobody's any more. */
  cut(limit: LimitName, why: Refusal): void {
    if (this.over) return;
    this.over = true;
    this.refused(limit);
    this.throttle.cut(why);
  }

  private charge(points: number, size: number, at: number): void {
    if (this.over) return;
    this.size = size;
    const { rates, address } = this;
    const inPoints = this.points.owe(points, at);
    const inBytes = this.bytes.owe(size, at);
    const together = address.points.owe(1, at);
    const bytesTogether = address.bytes.owe(size, at);
    const patient =
      inPoints <= rates.messages * patienceSeconds &&
      inBytes <= rates.bytes * patienceSeconds &&
      together <= address.rates.messages * patienceSeconds &&
      bytesTogether <= address.rates.bytes * patienceSeconds;
    if (patient) this.countInWindow(at);
    else this.cut('flooding', refusal('flooding'));
  }

  /** May an event be handled? Undefined where it may. */
  take(event: string): Refusal | undefined {
    const at = performance.now();
    return (
      this.asked('bytes', this.bytes.take(0, at), (this.size / this.rates.bytes) * 1000) ??
      this.asked('messages', this.points.take(extra(event), at), 1000 / this.rates.messages) ??
      this.asked('bytes-address', this.address.bytes.take(0, at), (this.size / this.address.rates.bytes) * 1000) ??
      this.asked('messages-address', this.address.points.take(extra(event), at), 1000 / this.address.rates.messages) ??
      (event === 'join-room' ? this.asked('joins', this.joins.take(1, at), 0) : undefined)
    );
  }

  /** May it ask for a room? */
  get mayJoin(): boolean {
    return this.joins.has(1, performance.now());
  }

  /** It has asked for a room that lives on another instance, where its connection is a new one. */
  joinedElsewhere(): void {
    this.joins.owe(1, performance.now());
  }

  private countInWindow(at: number): void {
    if (at - this.windowAt > readWindow.ms) {
      this.windowAt = at;
      this.inWindow = 0;
    }
    if (++this.inWindow === readWindow.packets) this.throttle.rest();
  }

  /** @param againMs what it will take for the packet that the event comes in, when it is sent again */
  private asked(limit: LimitName, waitMs: number, againMs: number): Refusal | undefined {
    if (waitMs === 0) return undefined;
    this.refused(limit);
    return rateLimited(waitMs + againMs);
  }
}
