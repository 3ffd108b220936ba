import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context } from '@opentelemetry/api';
import type { HandshakeRef } from '../domain/hop.js';
import { tell } from '../domain/tell.js';
import type { Verdict } from '../domain/verdict.js';
import { attributes, spanNames } from '../telemetry/names.js';
import type { Tracing } from '../telemetry/tracing.js';
import { describeHop } from './span-words.js';
import type { Timeline, TimelineEntry } from './timeline.js';

/** A handshake that is over, as far as its trace goes. */
export interface Finished {
  ref: HandshakeRef;
  openedAt: number;
  endedAt: number;
  timeline: Timeline;
  /** Absent where the gateway stopped before there was one. */
  verdict: Verdict | undefined;
}

/** A verdict that took the place of another. */
export interface ChangedVerdict {
  ref: HandshakeRef;
  verdict: Verdict;
  withdrawn: Verdict;
  at: number;
}

/** Draws a whole trace: the handshake, and below it one span per hop. */
export function drawTrace(tracing: Tracing, { ref, openedAt, endedAt, timeline, verdict }: Finished): void {
  const parent = ref.parentSpanId === undefined ? ROOT_CONTEXT : below(ref.traceId, ref.parentSpanId);
  const options = {
    startTime: openedAt,
    kind: SpanKind.SERVER,
    attributes: { ...common(ref), ...told(verdict), [attributes.omitted]: timeline.omitted },
  };
  const root = tracing.ids.with(ref, () => tracing.tracer.startSpan(spanNames.handshake, options, parent));
  let lastAt = openedAt;
  for (const entry of timeline.entries()) {
    drawHop(tracing, entry, ref);
    lastAt = Math.max(lastAt, Math.min(entry.at, endedAt));
  }
  // A rung that was refused has its error span already.
  if (verdict?.outcome === 'failed' && endedAt > lastAt) drawMissing(tracing, ref, verdict, lastAt, endedAt);
  if (verdict?.outcome === 'failed') {
    root.setStatus({ code: SpanStatusCode.ERROR, message: verdict.cause ?? 'not known' });
  }
  root.end(endedAt);
}

/** A verdict that changed after its trace was drawn is a span of its own in it, next to the first one. */
export function drawVerdict({ tracer }: Tracing, { ref, verdict, withdrawn, at }: ChangedVerdict): void {
  const attributesOf = { ...common(ref), ...told(verdict), [attributes.withdrawn]: withdrawn.outcome };
  const span = tracer.startSpan(
    spanNames.verdict,
    { startTime: at, attributes: attributesOf },
    below(ref.traceId, ref.spanId),
  );
  if (verdict.outcome === 'failed')
    span.setStatus({ code: SpanStatusCode.ERROR, message: verdict.cause ?? 'not known' });
  span.end(at);
}

/** The rung that is missing: an error as long as its wait, named after the rung. */
function drawMissing({ tracer }: Tracing, ref: HandshakeRef, verdict: Verdict, from: number, until: number): void {
  const { stage = '', cause } = verdict;
  const options = { startTime: from, attributes: { ...common(ref), ...told(verdict), [attributes.stage]: stage } };
  const span = tracer.startSpan(stage, options, below(ref.traceId, ref.spanId));
  span.setStatus({ code: SpanStatusCode.ERROR, message: cause ?? 'not known' });
  span.end(until);
}

/** Draws one hop: into the trace of its handshake, or, where it has none, into one of its own. */
export function drawHop({ tracer }: Tracing, entry: TimelineEntry, ref?: HandshakeRef): void {
  const { name, kind, attributes: own } = describeHop(entry);
  const options = { startTime: entry.at - entry.tookMs, kind, attributes: { ...(ref && common(ref)), ...own } };
  const span = tracer.startSpan(name, options, ref ? below(ref.traceId, ref.spanId) : ROOT_CONTEXT);
  if (entry.result !== 'reached') {
    span.setStatus({ code: SpanStatusCode.ERROR, ...(entry.reason && { message: entry.reason }) });
  }
  span.end(entry.at);
}

function common(ref: HandshakeRef): Record<string, string> {
  return { [attributes.conversation]: ref.id, [attributes.caller]: ref.caller, [attributes.callee]: ref.callee };
}

function told(verdict: Verdict | undefined): Record<string, string> {
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
