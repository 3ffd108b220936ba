import { ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import type { DrawnSpan, Lane, SpanIds } from '../../src/telemetry/drawn-span.js';
import type { Tracing } from '../../src/telemetry/tracing.js';
import type { PresetIds } from './preset-ids.js';

const context = (ids: SpanIds) => ({ ...ids, traceFlags: TraceFlags.SAMPLED });

/** Spans as the SDK makes them of what is drawn: what OpenTelemetry understands is what was meant. */
export function sdkTracing(
  tracers: Readonly<Record<Lane, Tracer>>,
  ids: PresetIds,
  shutdown = () => Promise.resolve(),
): Tracing {
  const draw = ({
    lane,
    name,
    kind,
    from,
    until,
    traceId,
    spanId,
    parentId,
    shared,
    own,
    more,
    ...span
  }: DrawnSpan) => {
    const parent =
      traceId === undefined || parentId === undefined
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, { ...context({ traceId, spanId: parentId }), isRemote: true });
    const start = () =>
      tracers[lane].startSpan(
        name,
        {
          startTime: from,
          kind,
          attributes: { ...shared, ...own, ...more },
          links: span.link ? [{ context: context({ traceId: span.link.traceId, spanId: span.link.spanId }) }] : [],
        },
        parent,
      );
    const drawn = traceId !== undefined && spanId !== undefined ? ids.with({ traceId, spanId }, start) : start();
    if (span.error !== undefined) {
      drawn.setStatus({ code: SpanStatusCode.ERROR, ...(span.error && { message: span.error }) });
    }
    drawn.end(until);
  };
  return { draw, shutdown };
}
