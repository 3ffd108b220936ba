import { Bucket } from './bucket.js';

/** Seconds' worth that may come at once: a mesh of sixteen, with a hundred candidates each, is half of the messages. */
export const burstSeconds = 10;

export const bucketOf = (rate: number, at: number) => new Bucket(rate, rate * burstSeconds, at);

/** What all connections of an address may do together. */
export interface AddressRates {
  /** Points a second. */
  messages: number;
  /** Bytes a second. */
  bytes: number;
  /** Bytes that may be kept at once of what has not come to its end. */
  held: number;
}

/** What all connections of an address send together: many that each keep to their rate are a flood too. */
export class AddressLimiter {
  readonly points: Bucket;
  readonly bytes: Bucket;
  private heldBytes = 0;

  constructor(readonly rates: AddressRates) {
    const at = performance.now();
    this.points = bucketOf(rates.messages, at);
    this.bytes = bucketOf(rates.bytes, at);
  }

  /** Keeps so many bytes more, or fewer; answers whether the address may have as many as it has then. */
  hold(bytes: number): boolean {
    this.heldBytes += bytes;
    return this.heldBytes <= this.rates.held;
  }
}

/** The limiters of the addresses that have something open. */
export class AddressLimiters {
  private readonly limiters = new Map<string, { limiter: AddressLimiter; users: number }>();

  constructor(private readonly rates: AddressRates) {}

  /** Call `leave` as often as this. */
  enter(address: string): AddressLimiter {
    const known = this.limiters.get(address) ?? { limiter: new AddressLimiter(this.rates), users: 0 };
    known.users++;
    this.limiters.set(address, known);
    return known.limiter;
  }

  leave(address: string): void {
    const known = this.limiters.get(address);
    if (known && --known.users === 0) this.limiters.delete(address);
  }
}
