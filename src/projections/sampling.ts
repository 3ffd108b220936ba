import type { Diagnosis } from '../hops/projection.js';

/** Which traces are drawn. */
export interface Sampling {
  /** Share of the handshakes that went well whose trace is drawn, from 0 to 1. */
  ratio: number;
  /** A handshake whose last rung took longer than this, in ms, is drawn whatever its outcome. */
  slowMs: number;
}

/** Randomness of a trace id: its last 56 bits (W3C Trace Context level 2, section 3.2.2.4). */
const randomDigits = 14;
const randomness = 2 ** 56;

/**
 * Is the trace of this handshake drawn? Decided by the verdict, so it is exact: what failed, was given up, crossed or was
 * slow is always kept; the rest by its trace id, so that every instance, and whoever else samples so, decides alike.
 */
export function keeps({ handshake, verdict }: Diagnosis, { ratio, slowMs }: Sampling): boolean {
  const { outcome, rungs } = verdict;
  if (outcome === 'failed' || outcome === 'abandoned') return true;
  if (outcome === 'superseded' && handshake.rival !== undefined) return true;
  const reachedAt = Math.max(handshake.openedAt, ...rungs.map(({ at = 0 }) => at));
  if (reachedAt - handshake.openedAt > slowMs) return true;
  return Number.parseInt(handshake.ref.traceId.slice(-randomDigits), 16) < ratio * randomness;
}
