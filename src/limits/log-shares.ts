import { BoundedMap } from '../bounds/bounded-map.js';
import { Bucket } from './bucket.js';

export interface LogShareOptions {
  /** Lines a second of an address. */
  perSecond: number;
  /** Addresses of which the share is known. */
  limit: number;
  /** The address of a participant, where it is known. */
  addressOf: (participant: string) => string | undefined;
  /** Told of each line that is left out. */
  refused: () => void;
}

/** Seconds' worth that may come at once: a mesh of sixteen that joins is some thousand lines of the ladder log. */
const burstSeconds = 1000;
/** Whom no address is known of: what no participant did, or one that is not here any more. */
const nobody = '';

/** How much of the log is whose: what one address can have written is bounded, however many participants it is. */
export class LogShares {
  private readonly shares: BoundedMap<string, Bucket>;

  constructor(private readonly options: LogShareOptions) {
    this.shares = new BoundedMap({ limit: options.limit, of: 'addresses' });
  }

  /** May so many lines more be written of what a participant did? */
  take(participant: string | undefined, lines: number): boolean {
    const address = (participant === undefined ? undefined : this.options.addressOf(participant)) ?? nobody;
    const at = performance.now();
    let share = this.shares.get(address);
    if (!share) {
      const { perSecond } = this.options;
      share = new Bucket(perSecond, perSecond * burstSeconds, at);
      this.shares.set(address, share);
    }
    if (share.take(lines, at) === 0) return true;
    for (let line = 0; line < lines; line++) this.options.refused();
    return false;
  }
}
