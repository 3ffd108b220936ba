import { now } from '../hops/clock.js';
import type { Directory } from './directory.js';
import type { Link } from './link.js';

export interface PeersOptions {
  link: Link;
  directory: Directory;
  /** How long an instance may be silent before it counts as lost, in ms. */
  leaseMs: number;
  onLost: (instance: string) => void;
}

/** Beats within a lease: one may be late, and the next is still in time. */
const beatsPerLease = 5;

/** The other instances: each tells all that it is there, and one that has not for a whole lease is lost. */
export class Peers {
  private readonly seenAt = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PeersOptions) {}

  get list(): string[] {
    return [...this.seenAt.keys()];
  }

  start(): void {
    this.timer = setInterval(() => this.tick(), this.options.leaseMs / beatsPerLease).unref();
  }

  /** The others are reached again: nobody is silent for longer than that. */
  resume(): void {
    for (const instance of this.seenAt.keys()) this.seenAt.set(instance, now());
    this.tick();
  }

  beat(instance: string): void {
    this.seenAt.set(instance, now());
    // A first exchange, and one in each lease after that: how far its clock is from ours.
    this.options.link.ask(instance, 'hello', {}, () => undefined);
  }

  /** It has said that it goes, or was found to be gone. */
  lose(instance: string): void {
    if (!this.seenAt.delete(instance)) return;
    this.options.onLost(instance);
    this.options.link.lose(instance);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const { link, directory, leaseMs } = this.options;
    if (!link.up) return;
    link.beat();
    directory.renew(leaseMs);
    const silentSince = now() - leaseMs;
    for (const [instance, seenAt] of this.seenAt) if (seenAt < silentSince) this.lose(instance);
  }
}
