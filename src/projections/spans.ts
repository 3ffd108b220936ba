import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context } from '@opentelemetry/api';
import type { HandshakeRef, Hop } from '../domain/hop.js';
import { tell } from '../domain/tell.js';
import type { Verdict } from '../domain/verdict.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import { attributes, spanNames } from '../telemetry/names.js';
import type { Tracing } from '../telemetry/tracing.js';
import { describeHop } from './span-words.js';
import { entryOf, Timeline, type TimelineEntry } from './timeline.js';

export interface SpansOptions {
  tracing: Tracing;
  /** Open handshakes whose hops are kept until they settle; above it, the oldest is drawn as it is. */
  limit: number;
}

interface Buffered {
  ref: HandshakeRef;
  openedAt: number;
  timeline: Timeline;
}

/** Handshakes that were drawn already and may still get a late hop. */
const drawnKept = 10_000;

/**
 * Draws the traces: one per handshake, when it settles, and one span per hop in it. Hops of no handshake are spans of
 * their own, at once; a hop that comes after its trace was drawn is added to it.
 */
export class Spans implements Projection {
  readonly name = 'spans';
  private readonly open = new Map<string, Buffered>();
  private readonly drawn = new Set<string>();

  constructor(private readonly options: SpansOptions) {}

  onHop(hop: Hop): void {
    const { handshake: ref } = hop;
    if (hop.kind === 'alive') return;
    if (!ref) {
      this.drawHop(entryOf(hop), ROOT_CONTEXT);
      return;
    }
    if (this.drawn.has(ref.id)) {
      this.drawHop(entryOf(hop), below(ref.traceId, ref.spanId), ref);
      return;
    }
    let buffered = this.open.get(ref.id);
    if (!buffered) {
      buffered = { ref, openedAt: hop.at - hop.tookMs, timeline: new Timeline() };
      this.open.set(ref.id, buffered);
      this.makeRoom();
    }
    buffered.timeline.add(entryOf(hop));
  }

  onVerdict({ handshake, verdict, settledAt }: Diagnosis): void {
    const buffered = this.open.get(handshake.ref.id);
    if (buffered && settledAt !== undefined) this.draw(buffered, settledAt, verdict);
  }

  /** Draws what is still open: a gateway that stops leaves no handshake untold. */
  async close(): Promise<void> {
    for (const buffered of Array.from(this.open.values())) this.drawUnsettled(buffered);
    await this.options.tracing.shutdown();
  }

  private makeRoom(): void {
    const [oldest] = this.open.values();
    if (this.open.size > this.options.limit && oldest) this.drawUnsettled(oldest);
  }

  private drawUnsettled(buffered: Buffered): void {
    const last = [...buffered.timeline.entries()].at(-1);
    this.draw(buffered, last?.at ?? buffered.openedAt, undefined);
  }

  private draw({ ref, openedAt, timeline }: Buffered, endedAt: number, verdict: Verdict | undefined): void {
    this.open.delete(ref.id);
    this.drawn.add(ref.id);
    const [first] = this.drawn;
    if (this.drawn.size > drawnKept && first !== undefined) this.drawn.delete(first);
    const { tracer, ids } = this.options.tracing;
    const parent = ref.parentSpanId === undefined ? ROOT_CONTEXT : below(ref.traceId, ref.parentSpanId);
    const root = ids.with(ref, () =>
      tracer.startSpan(
        spanNames.handshake,
        {
          startTime: openedAt,
          kind: SpanKind.SERVER,
          attributes: { ...common(ref), ...told(verdict), [attributes.omitted]: timeline.omitted },
        },
        parent,
      ),
    );
    const inside = trace.setSpan(context.active(), root);
    for (const entry of timeline.entries()) this.drawHop(entry, inside, ref);
    if (verdict?.outcome === 'failed')
      root.setStatus({ code: SpanStatusCode.ERROR, message: verdict.cause ?? 'not known' });
    root.end(endedAt);
  }

  private drawHop(entry: TimelineEntry, parent: Context, ref?: HandshakeRef): void {
    const { name, kind, attributes: own } = describeHop(entry);
    const span = this.options.tracing.tracer.startSpan(
      name,
      { startTime: entry.at - entry.tookMs, kind, attributes: { ...(ref && common(ref)), ...own } },
      parent,
    );
    if (entry.result !== 'reached') {
      span.setStatus({ code: SpanStatusCode.ERROR, ...(entry.reason && { message: entry.reason }) });
    }
    span.end(entry.at);
  }
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
