import type { Diagnosis } from '../../hops/hop-watcher.js';

/** Which traces are drawn. */
export interface Sampling {
  /** Share of the handshakes that went well whose trace is drawn, from 0 to 1. */
  ratio: number;
  /** Of those, how many are drawn in one second at most. */
  healthy: number;
  /** A handshake whose last rung took longer than this, in ms, is drawn whatever its outcome. */
  slowMs: number;
}

/** Why a trace is not drawn: the ratio leaves it out, or so many of this second were drawn already. */
export const omissions = ['left-out', 'too-many'] as const;
export type Omission = (typeof omissions)[number];

/** Randomness of a trace id: its last 56 bits (W3C Trace Context level 2, section 3.2.2.4). */
const randomDigits = 14;
const randomness = 2 ** 56;

/**
 * Decides which traces are drawn, by the verdict, so it is exact: what failed, was given up, crossed or was slow always is;
 * of the rest a share by the trace id, so that every instance, and everybody else who samples so, decides alike, and of that so
 * many a second.
 */
export class Sampler {
  private second = 0;
  private drawn = 0;

  constructor(
    private readonly sampling: Sampling,
    private readonly now: () => number,
  ) {}

  /**
   * Why the trace of this handshake is not drawn; undefined where it is.
   *
   * @param before it was left out with an earlier verdict, and only what is always drawn can change that
   */
  omits({ handshake, verdict }: Diagnosis, before: boolean): Omission | undefined {
    const { ratio, slowMs } = this.sampling;
    const { outcome, rungs } = verdict;
    if (outcome === 'failed' || outcome === 'abandoned') return undefined;
    if (outcome === 'superseded' && handshake.rival !== undefined) return undefined;
    const reachedAt = Math.max(handshake.openedAt, ...rungs.map(({ at = 0 }) => at));
    if (reachedAt - handshake.openedAt > slowMs) return undefined;
    const share = Number.parseInt(handshake.ref.traceId.slice(-randomDigits), 16) / randomness;
    if (before || share >= ratio) return 'left-out';
    return this.isOver() ? 'too-many' : undefined;
  }

  /** Counts one more of this second, unless there were as many as there may be. */
  private isOver(): boolean {
    const second = Math.floor(this.now() / 1000);
    if (second !== this.second) this.drawn = 0;
    this.second = second;
    return ++this.drawn > this.sampling.healthy;
  }
}
