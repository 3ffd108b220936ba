import { SpanKind } from '@opentelemetry/api';
import type { HandshakeRef } from '../../domain/hop.js';
import type { Verdict } from '../../domain/verdict.js';
import { microseconds, type SpanAttributes, type SpanIds } from '../../telemetry/drawn-span.js';
import { attributes, named, spanNames } from '../../telemetry/span-names.js';
import type { Tracing } from '../../telemetry/tracing.js';
import { common, errorOf, told } from './span-verdict.js';
import { describeHop } from './span-words.js';
import { laneOf } from './trace-segments.js';
import type { TimelineEntry } from '../timeline.js';

/** A verdict that took the place of another. */
export interface ChangedVerdict {
  ref: HandshakeRef;
  verdict: Verdict;
  withdrawn: Verdict;
  /** In ms since the Unix epoch. */
  at: number;
  /** Its link in the console, where that is known. */
  consoleUrl: string | undefined;
}

/** A verdict that changed after its trace was drawn is a span of its own, linked to the handshake. */
export function drawVerdict(tracing: Tracing, { ref, verdict, withdrawn, at, consoleUrl }: ChangedVerdict): void {
  const error = errorOf(verdict);
  const from = microseconds(at);
  tracing.draw({
    lane: 'gateway',
    name: error === undefined ? spanNames.verdict : named(spanNames.verdictFailed, error),
    kind: SpanKind.INTERNAL,
    from,
    until: from + 1,
    attributes: { ...told(verdict), ...common(ref, consoleUrl), [attributes.withdrawn]: withdrawn.outcome },
    error,
    links: [ref],
  });
}

/** A hop that came after the trace of its handshake was drawn, which is never redrawn: a span linked to it. */
export function drawLateHop(
  tracing: Tracing,
  entry: TimelineEntry,
  ref: HandshakeRef,
  consoleUrl: string | undefined,
): void {
  drawHop(tracing, entry, ref, common(ref, consoleUrl));
}

/**
 * Draws a hop of no handshake, as long as it took, into a trace of its own.
 *
 * @param linked the handshake that it would have belonged to
 */
export function drawStray(tracing: Tracing, entry: TimelineEntry, linked: SpanIds | undefined): void {
  drawHop(tracing, entry, linked, {});
}

function drawHop(tracing: Tracing, entry: TimelineEntry, linked: SpanIds | undefined, more: SpanAttributes): void {
  const { name, kind, attributes: own, sized } = describeHop(entry);
  const from = microseconds(entry.at - entry.tookMs);
  tracing.draw({
    lane: laneOf(entry),
    name,
    kind,
    from,
    until: Math.max(from + 1, microseconds(entry.at)),
    attributes: {
      ...own,
      ...(sized && entry.bytes > 0 && { [attributes.bodySize]: entry.bytes }),
      ...more,
    },
    error: entry.result === 'reached' ? undefined : (entry.reason ?? entry.failure ?? ''),
    links: linked ? [linked] : [],
  });
}
