import { SpanKind } from '@opentelemetry/api';
import type { Side } from '../../../protocol/verdict.js';
import type { Departure, HandshakeRef } from '../../domain/hop.js';
import type { Verdict } from '../../domain/verdict.js';
import { microseconds, type DrawnEvent, type DrawnSpan, type SpanIds } from '../../telemetry/drawn-span.js';
import { attributes, named, spanNames } from '../../telemetry/span-names.js';
import type { Tracing } from '../../telemetry/tracing.js';
import { candidatesBySide, isOfCandidate, type SideCandidates } from './span-candidates.js';
import { common, errorOf, rootName, told } from './span-verdict.js';
import { describeHop, nameOf } from './span-words.js';
import { traceSegments, type TraceSegment } from './trace-segments.js';
import type { Timeline, TimelineEntry } from '../timeline.js';

/** A handshake that is over, as far as its trace goes. */
export interface Finished {
  ref: HandshakeRef;
  openedAt: number;
  endedAt: number;
  timeline: Timeline;
  /** Absent where the gateway stopped before there was one. */
  verdict: Verdict | undefined;
  /** Who left it while it was going, and how; `at` in ms since the Unix epoch. */
  left?: { by: Side; how: Departure; at: number } | undefined;
  /** The handshake of the same two before this one, where its trace is known. */
  previous: SpanIds | undefined;
  /** Its link in the console, where that is known. */
  consoleUrl?: string | undefined;
}

type Placed = Pick<DrawnSpan, 'from' | 'until'>;

/**
 * Draws a whole trace, which is to fit on one screen: the handshake, below it its rungs end to end, each in the lane of who
 * saw it, and the candidates of either side as one span with an event for each. The rung that is missing comes last, an
 * error as long as its wait; what else there was is an event of the handshake.
 */
export function drawTrace(tracing: Tracing, finished: Finished): void {
  const { ref, endedAt, timeline, verdict } = finished;
  const entries = [...timeline.entries()];
  // What the caller's probe tells of the offer came before the gateway had it.
  const openedAt = entries.reduce((at, entry) => (isBeginning(entry) ? Math.min(at, entry.at) : at), finished.openedAt);
  const segments = traceSegments(entries, openedAt, endedAt, verdict);
  const start = microseconds(openedAt);
  const rungs = inLadderOrder(
    segments.filter(({ missing }) => !missing),
    start,
  );
  const candidates = candidatesBySide(entries).map((side) => ({ side, ...within(side, start) }));
  const before = [...rungs, ...candidates];
  const missing = segments
    .filter((segment) => segment.missing)
    .map((segment) => ({ segment, ...behind(segment, before, start) }));
  const wentWell = verdict?.outcome === 'connected' || verdict?.outcome === 'signaled';
  const until = Math.max(
    start + 1,
    ...[...before, ...missing].map((span) => span.until),
    // Between the last rung of a call that came about and its verdict there was nothing but a wait for more.
    wentWell ? start : microseconds(endedAt),
  );
  drawRoot(tracing, finished, { from: start, until }, eventsOf(finished, entries, segments));
  for (const { segment, ...placed } of rungs) drawRung(tracing, ref, segment, placed);
  for (const { side, ...placed } of candidates) drawCandidates(tracing, ref, side, placed);
  for (const { segment, ...placed } of missing) drawMissing(tracing, ref, segment, placed, verdict);
}

/** Each rung starts after the one before it, and takes at least 1 µs: viewers sort by the start. */
function inLadderOrder(segments: readonly TraceSegment[], start: number): (Placed & { segment: TraceSegment })[] {
  let last = start - 1;
  return segments.map((segment) => {
    const from = Math.max(microseconds(segment.from), last + 1);
    last = from;
    return { segment, from, until: Math.max(microseconds(segment.until), from + 1) };
  });
}

function within({ from, until }: Placed, start: number): Placed {
  const first = Math.max(from, start);
  return { from: first, until: Math.max(until, first + 1) };
}

function behind(segment: TraceSegment, before: readonly Placed[], start: number): Placed {
  const from = Math.max(start, microseconds(segment.from), ...before.map((span) => span.from + 1));
  return { from, until: Math.max(microseconds(segment.until), from + 1) };
}

function drawRoot(tracing: Tracing, finished: Finished, placed: Placed, events: readonly DrawnEvent[]): void {
  const { ref, timeline, verdict, left, previous, consoleUrl } = finished;
  tracing.draw({
    lane: 'gateway',
    name: rootName(verdict),
    kind: SpanKind.SERVER,
    ...placed,
    traceId: ref.traceId,
    spanId: ref.spanId,
    parentId: ref.parentSpanId,
    attributes: {
      ...told(verdict),
      ...common(ref, consoleUrl),
      ...(left && {
        [attributes.leftBy]: left.by,
        [attributes.leftHow]: left.how,
        [attributes.leftAfterMs]: Math.max(0, left.at - finished.openedAt),
      }),
      ...(timeline.omitted > 0 && { [attributes.omitted]: timeline.omitted }),
      ...(ref.previous !== undefined && { [attributes.previous]: ref.previous }),
    },
    events: events.map((event) => ({ ...event, at: Math.min(Math.max(event.at, placed.from), placed.until) })),
    error: errorOf(verdict),
    links: [previous, ref.pageSpan].filter((link) => link !== undefined),
  });
}

/** What is neither a rung nor a candidate, in the order of time. */
function eventsOf(
  { left }: Finished,
  entries: readonly TimelineEntry[],
  segments: readonly TraceSegment[],
): DrawnEvent[] {
  const drawn = new Set(segments.map(({ entry }) => entry));
  const events = entries.filter((entry) => !drawn.has(entry) && !isOfCandidate(entry)).map(eventOf);
  const leaves = left && !events.some(({ name }) => name === spanNames.left);
  return [
    ...events,
    ...(leaves
      ? [{ name: spanNames.left, at: microseconds(left.at), attributes: { [attributes.direction]: left.by } }]
      : []),
  ].toSorted((a, b) => a.at - b.at);
}

function eventOf({ kind, result, reason, failure, seenBy, fromCaller, at }: TimelineEntry): DrawnEvent {
  const error = reason ?? failure;
  return {
    name: nameOf(kind),
    at: microseconds(at),
    attributes: {
      [attributes.direction]: fromCaller ? 'caller' : 'callee',
      [attributes.seenBy]: seenBy,
      ...(result !== 'reached' && { [attributes.result]: result }),
      ...(error && { [attributes.errorType]: error }),
    },
  };
}

function drawRung(tracing: Tracing, ref: HandshakeRef, { stage, lane, entry }: TraceSegment, placed: Placed): void {
  const hop = entry && describeHop(entry);
  tracing.draw({
    ...below(ref, placed),
    lane,
    name: stage,
    kind: hop?.kind ?? SpanKind.INTERNAL,
    attributes: {
      ...(hop?.attributes ?? { [attributes.stage]: stage }),
      ...(hop?.sized && entry && entry.bytes > 0 && { [attributes.bodySize]: entry.bytes }),
      ...(entry && { [attributes.tookMs]: entry.tookMs }),
      ...common(ref),
    },
  });
}

function drawCandidates(tracing: Tracing, ref: HandshakeRef, candidates: SideCandidates, placed: Placed): void {
  const { side, events } = candidates;
  tracing.draw({
    ...below(ref, placed),
    lane: side,
    name: named(spanNames.candidates, side),
    kind: SpanKind.INTERNAL,
    attributes: { ...candidates.attributes, ...common(ref) },
    events: events.map((event) => ({ ...event, at: Math.max(event.at, placed.from) })),
  });
}

function drawMissing(
  tracing: Tracing,
  ref: HandshakeRef,
  { stage, lane, entry }: TraceSegment,
  placed: Placed,
  verdict: Verdict | undefined,
): void {
  const hop = entry && describeHop(entry);
  const reason = entry?.reason ?? entry?.failure;
  tracing.draw({
    ...below(ref, placed),
    lane,
    name: named(spanNames.missing, stage),
    kind: hop?.kind ?? SpanKind.INTERNAL,
    attributes: {
      ...(hop?.attributes ?? { [attributes.stage]: stage }),
      ...told(verdict),
      ...(reason && { [attributes.reason]: reason }),
      ...common(ref),
    },
    error: errorOf(verdict),
  });
}

const below = ({ traceId, spanId }: HandshakeRef, placed: Placed) => ({ ...placed, traceId, parentId: spanId });

function isBeginning({ kind, result, seenBy }: TimelineEntry): boolean {
  return kind === 'offer-created' && result === 'reached' && seenBy === 'probe';
}
