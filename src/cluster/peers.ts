import { now } from '../hops/clock.js';
import type { Link } from './link.js';

export interface PeersOptions {
  link: Link;
  /** How long an instance may be silent before it counts as lost, in ms. */
  leaseMs: number;
  onLost: (instance: string) => void;
  /** This instance itself was stopped for so long that the others have taken it for lost. */
  onStopped: () => void;
}

/** Beats within a lease: one may be late, and the next is still in time. */
const beatsPerLease = 5;

/** The other instances: each tells all that it is there, and one that has not for a whole lease is lost. */
export class Peers {
  private readonly seenAt = new Map<string, number>();
  /** When each was last asked for its clock. */
  private readonly askedAt = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private tickedAt = 0;

  constructor(private readonly options: PeersOptions) {}

  get list(): string[] {
    return [...this.seenAt.keys()];
  }

  start(): void {
    this.tickedAt = now();
    this.timer = setInterval(() => this.tick(), this.options.leaseMs / beatsPerLease).unref();
  }

  /** The others are reached again: nobody is silent for longer than that. */
  resume(): void {
    for (const instance of this.seenAt.keys()) this.seenAt.set(instance, now());
    this.tick();
  }

  beat(instance: string): void {
    const at = now();
    this.seenAt.set(instance, at);
    // A first exchange, and one in each lease after that: how far its clock is from ours.
    if (at - (this.askedAt.get(instance) ?? -Infinity) < this.options.leaseMs) return;
    this.askedAt.set(instance, at);
    this.options.link.ask(instance, 'hello', {}, () => undefined);
  }

  /** It has said that it goes, or was found to be gone. */
  lose(instance: string): void {
    this.askedAt.delete(instance);
    if (!this.seenAt.delete(instance)) return;
    this.options.onLost(instance);
    this.options.link.lose(instance);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const { link, leaseMs, onStopped } = this.options;
    const stopped = now() - this.tickedAt > leaseMs;
    this.tickedAt = now();
    if (!link.up) return;
    // What the others have said meanwhile has yet to be read: they were not silent.
    if (stopped) return onStopped();
    link.beat();
    const silentSince = now() - leaseMs;
    for (const [instance, seenAt] of this.seenAt) if (seenAt < silentSince) this.lose(instance);
  }
}
