import { hopKinds, hopResults, type Hop } from '../domain/hop.js';
import type { Projection } from '../hops/projection.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { LiveView } from './live-view.js';

/** Hops as counters and durations. Every series exists from the start, so that the first refusal is a rise from zero. */
export class Counters implements Projection {
  readonly name = 'counters';

  constructor(
    private readonly metrics: Metrics,
    private readonly live: LiveView,
  ) {
    for (const stage of hopKinds) for (const result of hopResults) metrics.hops.inc({ stage, result }, 0);
  }

  /** Runs behind the live view, whose sizes it shows. */
  onHop({ kind: stage, result, reason, tookMs, handshake }: Hop): void {
    this.metrics.hops.inc({ stage, result });
    if (reason) this.metrics.rejections.inc({ reason });
    this.metrics.hopDuration.observe({
      labels: { stage },
      value: tookMs / 1000,
      ...(handshake && { exemplarLabels: { trace_id: handshake.traceId } }),
    });
    if (stage !== 'joined' && stage !== 'left') return;
    const { participants, rooms } = this.live.size;
    this.metrics.participants.set(participants);
    this.metrics.rooms.set(rooms);
  }
}
