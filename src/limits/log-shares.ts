import { Bucket } from './bucket.js';

export interface LogShareOptions {
  /** Lines a second of an address. */
  perSecond: number;
  /** Told of each line that is left out. */
  refused: () => void;
}

/** Seconds' worth that may come at once: a mesh of sixteen that joins is some thousand lines of the ladder log. */
const burstSeconds = 1000;
/** Participants and addresses that are remembered; the oldest are forgotten, and share with whoever is not known. */
const remembered = 65_536;
/** Whom no address is known of: participants on other instances, and what no participant did. */
const nobody = '';

/** How much of the log is whose: what one address can have written is bounded, however many participants it is. */
export class LogShares {
  /** Addresses of participants, those that have left included: their verdicts come later. */
  private readonly addressOf = new Map<string, string>();
  private readonly shares = new Map<string, Bucket>();

  constructor(private readonly options: LogShareOptions) {}

  /** A participant is connected, from an address. */
  entered(participant: string, address: string): void {
    remember(this.addressOf, participant, address);
  }

  /** May so many lines more be written of what a participant did? */
  take(participant: string | undefined, lines: number): boolean {
    const address = this.addressOf.get(participant ?? nobody) ?? nobody;
    const at = performance.now();
    let share = this.shares.get(address);
    if (!share) {
      const { perSecond } = this.options;
      share = new Bucket(perSecond, perSecond * burstSeconds, at);
      remember(this.shares, address, share);
    }
    if (share.take(lines, at) === 0) return true;
    for (let line = 0; line < lines; line++) this.options.refused();
    return false;
  }
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > remembered && oldest !== undefined) map.delete(oldest);
}
