import { stages, type Stage } from '../../../protocol/stages.js';
import { ladder, pathRungs } from '../../domain/ladder.js';
import type { Verdict } from '../../domain/verdict.js';
import type { TimelineEntry } from '../timeline.js';

/** The services that a trace is drawn in: what the gateway saw, and what happened in either browser. */
export const lanes = ['caller', 'gateway', 'callee'] as const;
export type TraceLane = (typeof lanes)[number];

/** One rung as the time that it took: from the rung before it until it was reached, or, missing, until its wait was over. */
export interface TraceSegment {
  readonly stage: Stage;
  readonly lane: TraceLane;
  /** In ms since the Unix epoch; never before `from`. */
  readonly from: number;
  readonly until: number;
  readonly missing: boolean;
  /** The hop that reached it, or that was refused or failed at it; absent where several together reached it. */
  readonly entry?: TimelineEntry;
}

/** In whose lane a hop is: a probe speaks of its own browser, everything else the gateway saw. */
export function laneOf({ seenBy, fromCaller }: Pick<TimelineEntry, 'seenBy' | 'fromCaller'>): TraceLane {
  if (seenBy !== 'probe') return 'gateway';
  return fromCaller ? 'caller' : 'callee';
}

/**
 * The rungs of a handshake end to end, from its first hop to its verdict: each begins where the one below it ended. The
 * times of the gateway's own clock stand; one that a probe tells, which is only known to within its uncertainty, is kept
 * between those of the gateway around it, so that no segment is ever negative.
 */
export function traceSegments(
  entries: readonly TimelineEntry[],
  openedAt: number,
  endedAt: number,
  verdict: Verdict | undefined,
): TraceSegment[] {
  const reached = entries.filter(({ result }) => result === 'reached');
  const ceilings = ceilingsOf(reached);
  const segments: TraceSegment[] = [];
  let from = openedAt;
  const lay = (stage: Stage, lane: TraceLane, until: number, entry?: TimelineEntry) => {
    segments.push({ stage, lane, from, until: Math.max(from, until), missing: false, ...(entry && { entry }) });
  };
  for (const [index, stage] of stages.entries()) {
    const latest = ceilings[index + 1] ?? Infinity;
    if (pathRungs.includes(stage)) {
      for (const side of [true, false]) {
        const entry = reached.find(({ kind, fromCaller }) => kind === stage && fromCaller === side);
        if (entry) lay(stage, laneOf(entry), Math.min(entry.at, endedAt), entry);
      }
    } else if (stage === 'candidates-exchanged') {
      const at = verdict?.rungs.find((rung) => rung.stage === stage)?.at;
      if (at !== undefined) lay(stage, 'gateway', at);
    } else {
      const entry = reached.find(({ kind }) => kind === stage);
      if (entry) lay(stage, laneOf(entry), Math.min(entry.at, latest), entry);
    }
    from = Math.max(from, ...segments.map(({ until }) => until));
  }
  if (verdict?.outcome === 'failed' && verdict.stage) {
    const { stage } = verdict;
    const tried = entries.find(({ kind, result }) => kind === stage && result !== 'reached');
    const until = Math.max(from, endedAt);
    const lane = tried ? laneOf(tried) : owingLane(verdict);
    segments.push({ stage, lane, from, until, missing: true, ...(tried && { entry: tried }) });
  }
  return segments;
}

/** For every rung, the earliest time at which the gateway itself saw it or one above it. */
function ceilingsOf(reached: readonly TimelineEntry[]): number[] {
  const ceilings = stages.map(() => Infinity);
  for (const { kind, seenBy, at } of reached) {
    const index = seenBy === 'gateway' ? stages.indexOf(kind as Stage) : -1;
    if (index >= 0) ceilings[index] = Math.min(ceilings[index] ?? Infinity, at);
  }
  for (let index = ceilings.length - 2; index >= 0; index--)
    ceilings[index] = Math.min(ceilings[index] ?? Infinity, ceilings[index + 1] ?? Infinity);
  return ceilings;
}

/** Where a rung that nobody tried should have been: with the one who owes it. */
function owingLane({ stage, owedBy }: Verdict): TraceLane {
  const owner = owedBy === undefined || owedBy === 'not-known' ? stage && ladder[stage].owedBy : owedBy;
  return lanes.find((lane) => owner === lane || owner === `${lane}-network`) ?? 'gateway';
}
