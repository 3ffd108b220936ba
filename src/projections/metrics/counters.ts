import { rejectCodes } from '../../../protocol/rejects.js';
import { evidenceLevels, stages } from '../../../protocol/stages.js';
import { outcomes } from '../../../protocol/verdict.js';
import type { Bounds } from '../../bounds/bounds.js';
import type { HandshakeRef, Hop, HopKind } from '../../domain/hop.js';
import { hopKinds, hopResults } from '../../domain/hop.js';
import type { Verdict } from '../../domain/verdict.js';
import type { Diagnosis, HopWatcher } from '../../hops/hop-watcher.js';
import type { Duration } from '../../telemetry/durations.js';
import type { Metrics, VerdictCounters } from '../../telemetry/metrics.js';
import type { Finished } from '../traces/draw-trace.js';
import { FailingPairs } from './failing-pairs.js';
import { hopTraits } from '../hop-traits.js';
import { omissions } from '../traces/sampling.js';

/** Sizes that a scrape reads as they are at that moment. */
export interface Sizes {
  live: { readonly size: { participants: number; rooms: number } };
  handshakes: { readonly open: number; get: (id: string) => Diagnosis | undefined };
}

/** The hops of one kind since the last scrape, and how long they took. */
interface Seen {
  reached: number;
  refused: number;
  failed: number;
  readonly took: Duration;
}

/** Hops and verdicts as counters and durations. */
export class Counters implements HopWatcher {
  readonly name = 'counters';
  /** Plain numbers, put on the page when it is read: a hop costs 0.02 µs here, and 1.2 where each looks labels up. */
  private readonly hops: Readonly<Record<HopKind, Seen>>;
  /** What was counted of a handshake, so that the same can be taken back: its rungs are climbed on after its verdict. */
  private readonly counted = new WeakMap<HandshakeRef, Verdict>();
  private readonly drawn = new WeakSet<HandshakeRef>();
  private readonly failing: FailingPairs;
  /** Ids of those that were overdue when that was last told, of as many as are kept: what became of them is seen when the page is read. */
  private readonly overdue = new Set<string>();

  constructor(
    private readonly metrics: Metrics,
    private readonly sizes: Sizes,
    private readonly bounds: Pick<Bounds, 'handshakes' | 'failing-pairs'>,
  ) {
    this.failing = new FailingPairs(bounds['failing-pairs']);
    const seen = (kind: HopKind): Seen => ({ reached: 0, refused: 0, failed: 0, took: metrics.hopDuration.of(kind) });
    this.hops = Object.fromEntries(hopKinds.map((kind) => [kind, seen(kind)])) as Record<HopKind, Seen>;
    this.startAtZero();
    metrics.beforeScrape(() => {
      this.countHops();
      const { participants, rooms } = sizes.live.size;
      metrics.participants.set(participants);
      metrics.rooms.set(rooms);
      metrics.handshakesOpen.set(sizes.handshakes.open);
      metrics.failingPairs.set(this.failing.size);
      this.countOverdue();
    });
  }

  onHop({ kind, result, reason, tookMs }: Hop): void {
    const seen = this.hops[kind];
    seen[result]++;
    seen.took.observe(tookMs / 1000);
    if (reason) this.metrics.rejections.inc({ reason });
  }

  onProgress({ handshake: { ref }, verdict }: Diagnosis): void {
    if (!verdict.overdue) return;
    this.overdue.add(ref.id);
    const [first] = this.overdue;
    if (this.overdue.size > this.bounds.handshakes && first !== undefined) this.overdue.delete(first);
  }

  onVerdict(diagnosis: Diagnosis): void {
    const { ref, openedAt } = diagnosis.handshake;
    const { verdict, settledAt } = diagnosis;
    const { given, withdrawn, handshakeDuration } = this.metrics;
    this.failing.onVerdict(diagnosis);
    const before = this.counted.get(ref);
    if (before) count(withdrawn, ref, before);
    this.counted.delete(ref);
    if (settledAt === undefined) return;
    this.counted.set(ref, verdict);
    count(given, ref, verdict);
    const seconds = secondsOf(verdict, openedAt, settledAt);
    const took = handshakeDuration.of(verdict.outcome);
    took.observe(seconds);
    // The trace was drawn with the first verdict.
    if (this.drawn.has(ref)) took.exemplify(seconds, ref.traceId, settledAt);
  }

  /** Makes the durations of a handshake lead to its trace, which was drawn, and so can be looked at. */
  exemplify({ ref, openedAt, endedAt, timeline, verdict }: Finished): void {
    const { traceId } = ref;
    this.drawn.add(ref);
    for (const { kind, tookMs, at } of timeline.entries()) this.hops[kind].took.exemplify(tookMs / 1000, traceId, at);
    if (!verdict) return;
    const seconds = secondsOf(verdict, openedAt, endedAt);
    this.metrics.handshakeDuration.of(verdict.outcome).exemplify(seconds, traceId, endedAt);
  }

  private countHops(): void {
    for (const stage of hopKinds) {
      const seen = this.hops[stage];
      for (const result of hopResults) {
        this.metrics.hops.inc({ stage, result }, seen[result]);
        seen[result] = 0;
      }
    }
  }

  private countOverdue(): void {
    const { handshakesOverdue } = this.metrics;
    handshakesOverdue.reset();
    for (const id of this.overdue) {
      const overdue = this.sizes.handshakes.get(id)?.verdict.overdue;
      if (overdue) handshakesOverdue.inc({ cause: overdue.verdict.cause ?? 'not-known' });
      else this.overdue.delete(id);
    }
  }

  /** Series with few labels exist before their first event: Prometheus sees a rise only from a value it has seen. */
  private startAtZero(): void {
    const { given, withdrawn, rejections, reports, spans, traces, hopDuration, handshakeDuration } = this.metrics;
    // What the gateway sees of a message is in every call, and has a panel of its own.
    for (const kind of hopKinds) if (hopTraits[kind].ofMessage) hopDuration.startAtZero(kind);
    for (const outcome of outcomes) if (outcome !== 'pending') handshakeDuration.startAtZero(outcome);
    for (const reason of rejectCodes) rejections.inc({ reason }, 0);
    for (const result of ['drawn', ...omissions]) traces.inc({ result }, 0);
    for (const result of ['matched', 'held', 'unmatched']) reports.inc({ result }, 0);
    for (const result of ['exported', 'failed', 'dropped']) spans.inc({ result }, 0);
    for (const verdicts of [given, withdrawn]) {
      for (const stage of stages) {
        for (const status of ['reached', 'unseen']) verdicts.rungs.inc({ stage, status }, 0);
        for (const attempt of ['first', 'again']) verdicts.stops.inc({ stage, attempt }, 0);
      }
      for (const evidence of evidenceLevels) verdicts.evidence.inc({ evidence }, 0);
      for (const outcome of outcomes) if (outcome !== 'pending') verdicts.outcomes.inc({ outcome }, 0);
    }
  }
}

function count(counters: VerdictCounters, ref: HandshakeRef, verdict: Verdict): void {
  const { outcome, rungs, stage, cause, owedBy, evidence } = verdict;
  counters.outcomes.inc({ outcome });
  counters.evidence.inc({ evidence });
  // Nothing was expected of it: it neither reached a rung nor stopped.
  if (outcome === 'not-judged') return;
  let stopped = false;
  for (const rung of rungs) {
    stopped ||= rung.stage === stage;
    if (rung.status === 'reached' || rung.status === 'implied')
      counters.rungs.inc({ stage: rung.stage, status: 'reached' });
    // Above the rung where it stopped there was nothing to see.
    else if (rung.status === 'unseen' && !stopped) counters.rungs.inc({ stage: rung.stage, status: 'unseen' });
  }
  if (outcome === 'failed' && stage) counters.stops.inc({ stage, attempt: ref.previous ? 'again' : 'first' });
  if (owedBy) counters.causes.inc({ cause: cause ?? 'not-known', owed_by: owedBy });
}

/** To the verdict; of a handshake that has connected, to its media: it may have had another verdict before. */
function secondsOf({ outcome, rungs }: Verdict, openedAt: number, settledAt: number): number {
  const connectedAt = outcome === 'connected' ? rungs.at(-1)?.at : undefined;
  return Math.max(0, (connectedAt ?? settledAt) - openedAt) / 1000;
}
