import type { Hop } from '../../domain/hop.js';
import type { Diagnosis, HopWatcher } from '../../hops/hop-watcher.js';

/** Lines of refused and failed hops that are written in a second; of what more there are the number is written. */
export const refusalLines = 50;
/** Lines that a failed handshake counts as: it is written with its ladder, its sentence and its advice. */
const failureLines = 10;

/** A log, line by line. */
export interface Lines extends HopWatcher {
  /** Is a hop of interest to it? */
  minds(hop: Hop): boolean;
}

export interface RateLimitedLogOptions {
  /** May so many lines more be written for a participant, or for nobody in particular? */
  allow: (participant: string | undefined, lines: number) => boolean;
  /** Writes how many lines were left out. */
  tellOmitted: (lines: number) => void;
}

/**
 * A log that no flood can fill: of refusals the first of each second are lines, of one address as many as it may have
 * written; of what more there is, one line a second says how much.
 */
export class RateLimitedLog implements HopWatcher {
  readonly name: string;
  private second = 0;
  private refusals = 0;
  private omitted = 0;

  constructor(
    private readonly log: Lines,
    private readonly options: RateLimitedLogOptions,
  ) {
    this.name = log.name;
  }

  onHop(hop: Hop): void {
    this.startSecond(Math.floor(hop.at / 1000));
    if (!this.log.minds(hop)) return;
    const spared = hop.result !== 'reached' && ++this.refusals > refusalLines;
    if (spared || !this.options.allow(hop.from?.id, 1)) this.omitted++;
    else this.log.onHop?.(hop);
  }

  onProgress(diagnosis: Diagnosis): void {
    const { handshake, verdict } = diagnosis;
    if (!verdict.overdue || this.options.allow(handshake.ref.caller, failureLines)) this.log.onProgress?.(diagnosis);
    else this.omitted += failureLines;
  }

  onVerdict(diagnosis: Diagnosis): void {
    const { handshake, verdict } = diagnosis;
    const lines = verdict.outcome === 'failed' ? failureLines : 1;
    if (this.options.allow(handshake.ref.caller, lines)) this.log.onVerdict?.(diagnosis);
    else this.omitted += lines;
  }

  close(): void {
    this.tell();
  }

  private startSecond(second: number): void {
    if (second === this.second) return;
    this.tell();
    this.second = second;
    this.refusals = 0;
  }

  private tell(): void {
    if (this.omitted > 0) this.options.tellOmitted(this.omitted);
    this.omitted = 0;
  }
}
