import type { LiveChange } from '../../../protocol/console.js';
import type { LiveFeed } from '../../projections/live-feed.js';
import type { Others } from './others.js';

/** What one instance tells another that has readers; `much`: more than is told one by one, so everything is to be asked for. */
export interface Told {
  /** Counts what is told, so that whoever misses something knows it. */
  serial: number;
  change: LiveChange | 'much';
}

const tickMs = 250;

/** How long an instance is told without having asked again, in ms. */
const interestMs = 10_000;

/**
 * Readers of the live feed on other instances: these are told what changes here for as long as they say that they have
 * any, four times a second at most, and nothing is done for them after that.
 */
export class ReadersElsewhere {
  private readonly interested = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private serial = 0;

  /** @param feed of their own: whoever takes a change has it for itself */
  constructor(
    private readonly feed: LiveFeed,
    private readonly others: Pick<Others, 'tell'>,
  ) {}

  /** An instance has readers; answers with the number of what was told last. */
  add(instance: string): { serial: number } {
    if (this.interested.size === 0) this.start();
    this.interested.set(instance, performance.now() + interestMs);
    return { serial: this.serial };
  }

  remove(instance: string): void {
    if (this.interested.delete(instance) && this.interested.size === 0) this.stop();
  }

  /** Nobody is told anything any more. */
  stop(): void {
    this.interested.clear();
    clearInterval(this.timer);
    this.feed.watch(false);
  }

  private start(): void {
    // What has happened meanwhile was told to nobody.
    this.serial++;
    this.feed.watch(true);
    this.timer = setInterval(() => this.tick(), tickMs).unref();
  }

  private tick(): void {
    const now = performance.now();
    for (const [instance, until] of this.interested) if (until < now) this.remove(instance);
    const change = this.interested.size > 0 ? this.feed.take() : undefined;
    if (!change) return;
    const told: Told = { serial: ++this.serial, change };
    for (const instance of this.interested.keys()) this.others.tell(instance, told);
  }
}
