import { SpanKind } from '@opentelemetry/api';
import type { HandshakeRef } from '../domain/hop.js';
import { tell } from '../domain/tell.js';
import type { Verdict } from '../domain/verdict.js';
import type { SpanAttributes, SpanIds } from '../telemetry/drawn-span.js';
import { attributes, spanNames } from '../telemetry/span-names.js';
import type { Tracing } from '../telemetry/tracing.js';
import { describeHop } from './span-words.js';
import { laneOf, tilesOf, type Tile } from './tiles.js';
import type { Timeline, TimelineEntry } from './timeline.js';

/** A handshake that is over, as far as its trace goes. */
export interface Finished {
  ref: HandshakeRef;
  openedAt: number;
  endedAt: number;
  timeline: Timeline;
  /** Absent where the gateway stopped before there was one. */
  verdict: Verdict | undefined;
  /** The handshake of the same two before this one, where its trace is known. */
  previous: SpanIds | undefined;
}

/** A verdict that took the place of another. */
export interface ChangedVerdict {
  ref: HandshakeRef;
  verdict: Verdict;
  withdrawn: Verdict;
  at: number;
}

/**
 * Draws a whole trace: the handshake, and below it its rungs, end to end, each in the lane of who saw it; beside them the
 * other hops, as long as they took. The rung that is missing is an error as long as its wait.
 */
export function drawTrace(tracing: Tracing, finished: Finished): void {
  const { ref, endedAt, timeline, verdict, previous } = finished;
  const entries = [...timeline.entries()];
  // What the caller's probe tells of the offer came before the gateway had it.
  let openedAt = finished.openedAt;
  for (const entry of entries) if (isBeginning(entry)) openedAt = Math.min(openedAt, entry.at);
  const tiles = tilesOf(entries, openedAt, endedAt, verdict);
  const wentWell = verdict?.outcome === 'connected' || verdict?.outcome === 'signaled';
  const last = Math.max(openedAt, ...tiles.map(({ until }) => until));
  const shared = common(ref);
  tracing.draw({
    lane: 'gateway',
    name: spanNames.handshake,
    kind: SpanKind.SERVER,
    from: openedAt,
    // Between the last rung of a call that came about and its verdict there was nothing but a wait for more.
    until: wentWell ? last : Math.max(last, endedAt),
    traceId: ref.traceId,
    spanId: ref.spanId,
    parentId: ref.parentSpanId,
    shared,
    more: {
      ...told(verdict),
      [attributes.omitted]: timeline.omitted,
      ...(ref.previous !== undefined && { [attributes.previous]: ref.previous }),
    },
    error: errorOf(verdict),
    link: previous,
  });
  for (const tile of tiles) drawTile(tracing, ref, shared, tile, verdict);
  const drawn = new Set(tiles.map(({ entry }) => entry));
  for (const entry of entries) if (!drawn.has(entry)) drawEntry(tracing, entry, ref, shared);
}

/** A verdict that changed after its trace was drawn is a span of its own, linked to the handshake. */
export function drawVerdict(tracing: Tracing, { ref, verdict, withdrawn, at }: ChangedVerdict): void {
  tracing.draw({
    lane: 'gateway',
    name: spanNames.verdict,
    kind: SpanKind.INTERNAL,
    from: at,
    until: at,
    shared: common(ref),
    more: { ...told(verdict), [attributes.withdrawn]: withdrawn.outcome },
    error: errorOf(verdict),
    link: ref,
  });
}

/** A hop that came after the trace of its handshake was drawn, which is never redrawn: a span linked to it. */
export function drawLateHop(tracing: Tracing, entry: TimelineEntry, ref: HandshakeRef): void {
  drawEntry(tracing, entry, undefined, common(ref), ref);
}

/** Draws a hop of no handshake, as long as it took, into a trace of its own. */
export function drawHop(tracing: Tracing, entry: TimelineEntry): void {
  drawEntry(tracing, entry, undefined, undefined);
}

function drawEntry(
  tracing: Tracing,
  entry: TimelineEntry,
  trace: SpanIds | undefined,
  shared: SpanAttributes | undefined,
  link?: SpanIds,
): void {
  const { name, kind, attributes: own, sized } = describeHop(entry);
  tracing.draw({
    lane: laneOf(entry),
    name,
    kind,
    from: entry.at - entry.tookMs,
    until: entry.at,
    traceId: trace?.traceId,
    parentId: trace?.spanId,
    shared,
    own,
    more: sized && entry.bytes > 0 ? { [attributes.bodySize]: entry.bytes } : undefined,
    error: entry.result === 'reached' ? undefined : (entry.reason ?? entry.failure ?? ''),
    link,
  });
}

function drawTile(
  tracing: Tracing,
  ref: HandshakeRef,
  shared: SpanAttributes,
  { stage, lane, from, until, missing, entry }: Tile,
  verdict: Verdict | undefined,
): void {
  const hop = entry && describeHop(entry);
  tracing.draw({
    lane,
    name: stage,
    kind: hop?.kind ?? SpanKind.INTERNAL,
    from,
    until,
    traceId: ref.traceId,
    parentId: ref.spanId,
    shared,
    own: hop?.attributes ?? { [attributes.stage]: stage },
    more: {
      ...(hop?.sized && entry && entry.bytes > 0 && { [attributes.bodySize]: entry.bytes }),
      ...(entry && { [attributes.tookMs]: entry.tookMs }),
      ...(missing && told(verdict)),
    },
    error: missing ? errorOf(verdict) : undefined,
  });
}

function isBeginning({ kind, result, seenBy }: TimelineEntry): boolean {
  return kind === 'offer-created' && result === 'reached' && seenBy === 'probe';
}

function errorOf(verdict: Verdict | undefined): string | undefined {
  return verdict?.outcome === 'failed' ? (verdict.cause ?? 'not known') : undefined;
}

function common(ref: HandshakeRef): SpanAttributes {
  return { [attributes.conversation]: ref.id, [attributes.caller]: ref.caller, [attributes.callee]: ref.callee };
}

function told(verdict: Verdict | undefined): SpanAttributes {
  if (!verdict) return { [attributes.outcome]: 'interrupted' };
  const { outcome, cause, owedBy, evidence } = verdict;
  const { sentence, advice } = tell(verdict, 'en', 'developer');
  return {
    [attributes.outcome]: outcome,
    [attributes.seenBy]: evidence,
    [attributes.sentence]: sentence,
    [attributes.advice]: advice,
    ...(cause && { [attributes.cause]: cause }),
    ...(owedBy && { [attributes.owedBy]: owedBy }),
  };
}
