import type { Report, ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import { now } from '../hops/clock.js';
import type { Clocks } from './clocks.js';
import type { Carried } from './messages.js';

/** Takes a batch whose times are by our clock. */
export type Take = (batch: ReportBatch, participant: string | undefined, receivedAt: number) => ReportReceipt;

/** Pages whose last batch is known again. */
const pagesKnownAgain = 4096;

/**
 * Takes the reports that belong here, wherever they were received: their times are put on our clock, and what a page sends
 * once more, since nobody has told it that it was taken, is taken once.
 */
export class ReportIntake {
  private readonly lastTaken = new Map<string, Set<string>>();

  constructor(
    private readonly self: string,
    private readonly clocks: Clocks,
    private readonly takeOwn: Take,
  ) {}

  /** How many reports belong to a handshake that is known. */
  take({ batch, receivedAt, by }: Carried, participant?: string): number {
    const at = by === this.self ? receivedAt : this.clocks.own(by, receivedAt, now()).at;
    return this.takeOwn(this.onOwnClock(this.withoutRepeats(batch), by), participant, at).accepted;
  }

  private withoutRepeats(batch: ReportBatch): ReportBatch {
    const { probe, reports } = batch;
    const before = this.lastTaken.get(probe);
    this.lastTaken.delete(probe);
    this.lastTaken.set(probe, new Set(reports.map(nameOf)));
    const [oldest] = this.lastTaken.keys();
    if (this.lastTaken.size > pagesKnownAgain && oldest !== undefined) this.lastTaken.delete(oldest);
    return before ? { ...batch, reports: reports.filter((report) => !before.has(nameOf(report))) } : batch;
  }

  /** A page compares its clock with that of whichever instance has answered it. */
  private onOwnClock({ clock, ...batch }: ReportBatch, receivedBy: string): ReportBatch {
    if (!clock) return batch;
    const { offsetMs, uncertaintyMs, by = receivedBy } = clock;
    const theirs = by === this.self ? { ms: 0, uncertaintyMs: 0 } : this.clocks.offsetOf(by);
    // Of an instance that is gone, nobody knows the clock any more.
    if (!theirs) return batch;
    return {
      ...batch,
      clock: { offsetMs: offsetMs - theirs.ms, uncertaintyMs: uncertaintyMs + theirs.uncertaintyMs },
    };
  }
}

/** No two reports of a page have the same: its clock counts hundredths of a millisecond. */
function nameOf({ at, step, result, connection }: Report): string {
  return `${at} ${step} ${result} ${connection ?? ''}`;
}
