import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Link,
} from '@opentelemetry/api';
import type { HandshakeRef } from '../domain/hop.js';
import { tell } from '../domain/tell.js';
import type { Verdict } from '../domain/verdict.js';
import { attributes, spanNames } from '../telemetry/names.js';
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

/** Ids of the root span of a handshake. */
export type SpanIds = Pick<HandshakeRef, 'traceId' | 'spanId'>;

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
  const openedAt = Math.min(finished.openedAt, ...entries.filter(isBeginning).map(({ at }) => at));
  const tiles = tilesOf(entries, openedAt, endedAt, verdict);
  const wentWell = verdict?.outcome === 'connected' || verdict?.outcome === 'signaled';
  const last = Math.max(openedAt, ...tiles.map(({ until }) => until));
  const root = tracing.ids.with(ref, () =>
    tracing.tracers.gateway.startSpan(
      spanNames.handshake,
      {
        startTime: openedAt,
        kind: SpanKind.SERVER,
        attributes: {
          ...common(ref),
          ...told(verdict),
          [attributes.omitted]: timeline.omitted,
          ...(ref.previous !== undefined && { [attributes.previous]: ref.previous }),
        },
        links: previous ? [linkTo(previous)] : [],
      },
      ref.parentSpanId === undefined ? ROOT_CONTEXT : below(ref.traceId, ref.parentSpanId),
    ),
  );
  for (const tile of tiles) drawTile(tracing, ref, tile, verdict);
  const drawn = new Set(tiles.map(({ entry }) => entry));
  for (const entry of entries) if (!drawn.has(entry)) drawHop(tracing, entry, ref);
  fail(root, verdict);
  // Between the last rung of a call that came about and its verdict there was nothing but a wait for more.
  root.end(wentWell ? last : Math.max(last, endedAt));
}

/** A verdict that changed after its trace was drawn is a span of its own, linked to the handshake. */
export function drawVerdict({ tracers }: Tracing, { ref, verdict, withdrawn, at }: ChangedVerdict): void {
  const span = tracers.gateway.startSpan(
    spanNames.verdict,
    {
      startTime: at,
      attributes: { ...common(ref), ...told(verdict), [attributes.withdrawn]: withdrawn.outcome },
      links: [linkTo(ref)],
    },
    ROOT_CONTEXT,
  );
  fail(span, verdict);
  span.end(at);
}

/** A hop that came after the trace of its handshake was drawn, which is never redrawn: a span linked to it. */
export function drawLateHop(tracing: Tracing, entry: TimelineEntry, ref: HandshakeRef): void {
  drawEntry(tracing, entry, common(ref), ROOT_CONTEXT, [linkTo(ref)]);
}

/** Draws one hop as long as it took: into the trace of its handshake, or, where it has none, into one of its own. */
export function drawHop(tracing: Tracing, entry: TimelineEntry, ref?: HandshakeRef): void {
  if (ref) drawEntry(tracing, entry, common(ref), below(ref.traceId, ref.spanId));
  else drawEntry(tracing, entry, {}, ROOT_CONTEXT);
}

function drawEntry(
  { tracers }: Tracing,
  entry: TimelineEntry,
  shared: Attributes,
  parent: Context,
  links: Link[] = [],
): void {
  const { name, kind, attributes: own } = describeHop(entry);
  const options = { startTime: entry.at - entry.tookMs, kind, attributes: { ...shared, ...own }, links };
  const span = tracers[laneOf(entry)].startSpan(name, options, parent);
  const message = entry.reason ?? entry.failure;
  if (entry.result !== 'reached') span.setStatus({ code: SpanStatusCode.ERROR, ...(message && { message }) });
  span.end(entry.at);
}

function drawTile(
  { tracers }: Tracing,
  ref: HandshakeRef,
  { stage, lane, from, until, missing, entry }: Tile,
  verdict: Verdict | undefined,
): void {
  const hop = entry && describeHop(entry);
  const span = tracers[lane].startSpan(
    stage,
    {
      startTime: from,
      kind: hop?.kind ?? SpanKind.INTERNAL,
      attributes: {
        ...common(ref),
        [attributes.stage]: stage,
        ...hop?.attributes,
        ...(entry && { [attributes.tookMs]: entry.tookMs }),
        ...(missing && told(verdict)),
      },
    },
    below(ref.traceId, ref.spanId),
  );
  if (missing) fail(span, verdict);
  span.end(until);
}

function isBeginning({ kind, result, seenBy }: TimelineEntry): boolean {
  return kind === 'offer-created' && result === 'reached' && seenBy === 'probe';
}

type Drawn = ReturnType<Tracing['tracers']['gateway']['startSpan']>;

function fail(span: Drawn, verdict: Verdict | undefined): void {
  if (verdict?.outcome === 'failed') {
    span.setStatus({ code: SpanStatusCode.ERROR, message: verdict.cause ?? 'not known' });
  }
}

function common(ref: HandshakeRef): Attributes {
  return { [attributes.conversation]: ref.id, [attributes.caller]: ref.caller, [attributes.callee]: ref.callee };
}

function told(verdict: Verdict | undefined): Attributes {
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

/** Below a span that is not ours, or not drawn yet. */
function below(traceId: string, spanId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

function linkTo({ traceId, spanId }: SpanIds): Link {
  return { context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED } };
}
