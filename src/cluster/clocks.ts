import type { Arrival } from '../hops/step.js';
import type { RoundTrip } from './link.js';

interface Offset {
  /** The other's clock minus ours, in ms. */
  ms: number;
  uncertaintyMs: number;
  at: number;
}

/** How long the best exchange counts, in ms: clocks drift by some 50 µs a second at most. */
const freshMs = 60_000;

/** The clocks of the other instances against our own, by the exchange with the shortest way (RFC 5905, section 8). */
export class Clocks {
  private readonly offsets = new Map<string, Offset>();

  note(instance: string, { asked, came, left, answered }: RoundTrip): void {
    const uncertaintyMs = Math.max(0, (answered - asked - (left - came)) / 2);
    const best = this.offsets.get(instance);
    if (best && best.uncertaintyMs <= uncertaintyMs && answered - best.at < freshMs) return;
    this.offsets.set(instance, { ms: (came - asked + (left - answered)) / 2, uncertaintyMs, at: answered });
  }

  forget(instance: string): void {
    this.offsets.delete(instance);
  }

  /** Another's clock minus ours, as far as that is known. */
  offsetOf(instance: string): Readonly<Pick<Offset, 'ms' | 'uncertaintyMs'>> | undefined {
    return this.offsets.get(instance);
  }

  /** A time of another's clock by ours, never later than now; before the first exchange, nobody knows better than now. */
  own(instance: string, at: number, now: number): Arrival {
    const offset = this.offsets.get(instance);
    return offset
      ? { at: Math.min(now, at - offset.ms), uncertaintyMs: offset.uncertaintyMs }
      : { at: now, uncertaintyMs: 0 };
  }
}
