import { now } from '../hops/clock.js';

/** Somebody is passed on to an instance, which is asked for a sign of life; or comes from it, and it asks for one. */
export type Direction = 'to' | 'from';

export interface PulseOptions {
  everyMs: number;
  /** How long an instance may be silent, and this one late, before anything is made of it, in ms. */
  patienceMs: number;
  /** Where the instances are reached. */
  addresses: (direction: Direction) => Iterable<string>;
  /** Asks one for a sign of life, by the way by which somebody is passed on to it. Rejects where it gives none. */
  ask: (address: string) => Promise<unknown>;
  /** Nothing was heard of one for so long, in ms: 0 where it was. Called at every beat; true: it is given up. */
  silent: (direction: Direction, address: string, ms: number) => boolean;
  /** This instance itself was stopped for a while. */
  onStopped: () => void;
}

/** How often an instance is asked for a sign of life, in a lease; and at least so often, in ms. */
const beatsPerLease = 10;
const slowestBeatMs = 500;
/** What is lost with an instance is found out, in ms, before anybody owes the delivery of a description. */
const longestPatienceMs = 2500;

/** How often an instance is asked, and how long it may be silent, by how long it may be before it counts as lost; in ms. */
export const pulseOf = (leaseMs: number): Pick<PulseOptions, 'everyMs' | 'patienceMs'> => ({
  everyMs: Math.min(slowestBeatMs, leaseMs / beatsPerLease),
  patienceMs: Math.min(leaseMs / 2, longestPatienceMs),
});

/** Finds out which instance does not answer, or ask, any more. */
export class Pulse {
  private readonly heardAt = { to: new Map<string, number>(), from: new Map<string, number>() };
  private readonly asked = new Set<string>();
  private beatAt = now();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PulseOptions) {}

  start(): void {
    this.beatAt = now();
    this.timer = setInterval(() => this.beat(), this.options.everyMs).unref();
  }

  /** Finds out whether this instance was stopped: what the others have said meanwhile has yet to be read. */
  notice(): void {
    if (this.timer === undefined || now() - this.beatAt <= this.options.patienceMs) return;
    this.beatAt = now();
    this.heardAt.to.clear();
    this.heardAt.from.clear();
    this.options.onStopped();
  }

  /** An instance has asked for a sign of life. */
  heard(address: string): void {
    if (this.heardAt.from.has(address)) this.heardAt.from.set(address, now());
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private beat(): void {
    this.notice();
    this.beatAt = now();
    this.listen('to');
    this.listen('from');
  }

  private listen(direction: Direction): void {
    const { addresses, silent, patienceMs } = this.options;
    const heardAt = this.heardAt[direction];
    const there = new Set(addresses(direction));
    for (const address of there) {
      const since = heardAt.get(address) ?? this.beatAt;
      heardAt.set(address, since);
      const silentMs = this.beatAt - since;
      // Those who are passed on next owe nothing for those who are given up.
      if (silent(direction, address, silentMs > patienceMs ? silentMs : 0)) heardAt.delete(address);
      else if (direction === 'to') void this.ask(address);
    }
    for (const address of heardAt.keys()) if (!there.has(address)) heardAt.delete(address);
  }

  /** One question at a time: an instance that was stopped answers them all at once. */
  private async ask(address: string): Promise<void> {
    if (this.asked.has(address)) return;
    this.asked.add(address);
    try {
      await this.options.ask(address);
      if (this.heardAt.to.has(address)) this.heardAt.to.set(address, now());
    } catch {
      // Its silence says it.
    } finally {
      this.asked.delete(address);
    }
  }
}
