import { rejectCodes } from '../../protocol/rejects.js';
import { evidenceLevels, stages } from '../../protocol/stages.js';
import { outcomes } from '../../protocol/verdict.js';
import { hopKinds, hopResults, type Hop } from '../domain/hop.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import type { Metrics } from '../telemetry/metrics.js';

/** Sizes that a scrape reads as they are at that moment. */
export interface Sizes {
  live: { readonly size: { participants: number; rooms: number } };
  handshakes: { readonly open: number };
}

/** Hops and verdicts as counters and durations. */
export class Counters implements Projection {
  readonly name = 'counters';

  constructor(
    private readonly metrics: Metrics,
    sizes: Sizes,
  ) {
    this.startAtZero();
    metrics.beforeScrape(() => {
      const { participants, rooms } = sizes.live.size;
      metrics.participants.set(participants);
      metrics.rooms.set(rooms);
      metrics.handshakesOpen.set(sizes.handshakes.open);
    });
  }

  onHop({ kind: stage, result, reason, tookMs, handshake }: Hop): void {
    this.metrics.hops.inc({ stage, result });
    if (reason) this.metrics.rejections.inc({ reason });
    this.metrics.hopDuration.observe({ labels: { stage }, value: tookMs / 1000, ...exemplar(handshake?.traceId) });
  }

  onVerdict({ handshake, verdict, settledAt, withdrawn }: Diagnosis): void {
    const { outcome, cause, owedBy, furthest, evidence } = verdict;
    if (withdrawn) this.metrics.withdrawn.inc({ outcome: withdrawn.outcome });
    if (settledAt === undefined) return;
    this.metrics.handshakes.inc({ outcome });
    this.metrics.evidence.inc({ evidence });
    if (furthest) this.metrics.furthest.inc({ stage: furthest });
    if (owedBy) this.metrics.causes.inc({ cause: cause ?? 'not-known', owed_by: owedBy });
    const value = Math.max(0, settledAt - handshake.openedAt) / 1000;
    this.metrics.handshakeDuration.observe({ labels: { outcome }, value, ...exemplar(handshake.ref.traceId) });
  }

  /** Series with few labels exist before their first event: Prometheus sees a rise only from a value it has seen. */
  private startAtZero(): void {
    for (const stage of hopKinds) for (const result of hopResults) this.metrics.hops.inc({ stage, result }, 0);
    for (const reason of rejectCodes) this.metrics.rejections.inc({ reason }, 0);
    for (const stage of stages) this.metrics.furthest.inc({ stage }, 0);
    for (const result of ['matched', 'held', 'unmatched']) this.metrics.reports.inc({ result }, 0);
    for (const result of ['exported', 'failed', 'dropped']) this.metrics.spans.inc({ result }, 0);
    for (const evidence of evidenceLevels) this.metrics.evidence.inc({ evidence }, 0);
    for (const outcome of outcomes.filter((known) => known !== 'pending')) {
      this.metrics.handshakes.inc({ outcome }, 0);
      this.metrics.withdrawn.inc({ outcome }, 0);
    }
  }
}

function exemplar(traceId: string | undefined): { exemplarLabels?: { trace_id: string } } {
  return traceId === undefined ? {} : { exemplarLabels: { trace_id: traceId } };
}
