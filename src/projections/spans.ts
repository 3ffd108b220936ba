import type { HandshakeRef, Hop } from '../domain/hop.js';
import type { Verdict } from '../domain/verdict.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import type { SpanIds } from '../telemetry/drawn-span.js';
import type { Tracing } from '../telemetry/tracing.js';
import { drawHop, drawLateHop, drawTrace, drawVerdict, type Finished } from './draw-trace.js';
import { keeps, type Sampling } from './sampling.js';
import { entryOf, Timeline } from './timeline.js';
import { signsOfLife, type Timelines } from './timelines.js';

export interface SpansOptions {
  tracing: Tracing;
  /** Sees every hop before this watcher does. */
  timelines: Timelines;
  /** Open handshakes whose hops are kept until they settle; above it, the oldest is drawn as it is. */
  limit: number;
  sampling: Sampling;
  now: () => number;
  /** Told of every trace that is drawn: those are the ones that can be looked at. */
  onDrawn?: (finished: Finished) => void;
  /** Told of every trace that is not drawn, because the sampling left it out. */
  onLeftOut?: () => void;
}

interface Buffered {
  ref: HandshakeRef;
  openedAt: number;
  timeline: Timeline;
}

/** Handshakes that were drawn already and may still get a late hop, or be linked to. */
const drawnKept = 10_000;
/** Handshakes that were left out and are kept for a while, as they may still fail. */
const leftOutKept = 1000;
/** Traces drawn in one turn of the event loop, some 3 ms: a thousand that settle at once must not delay a verdict. */
const drawnPerTurn = 16;

/**
 * Draws the traces: one per handshake, once it has settled, unless the sampling leaves it out. Hops of no handshake are
 * spans of their own, at once; what comes after a trace was drawn is linked to it.
 */
export class Spans implements Projection {
  readonly name = 'spans';
  private readonly open = new Map<string, Buffered>();
  private readonly drawn = new Map<string, SpanIds>();
  private readonly leftOut = new Map<string, Buffered>();
  private waiting: Finished[] = [];

  constructor(private readonly options: SpansOptions) {}

  onHop(hop: Hop): void {
    const { handshake: ref } = hop;
    if (signsOfLife.includes(hop.kind)) return;
    if (!ref) drawHop(this.options.tracing, entryOf(hop));
    else if (this.drawn.has(ref.id)) drawLateHop(this.options.tracing, entryOf(hop), ref);
    else this.buffer(ref, hop);
  }

  onVerdict(diagnosis: Diagnosis): void {
    const { handshake, verdict, settledAt, withdrawn } = diagnosis;
    const { ref } = handshake;
    const buffered = this.open.get(ref.id) ?? this.leftOut.get(ref.id) ?? this.untold(diagnosis);
    if (buffered && settledAt !== undefined) {
      if (keeps(diagnosis, this.options.sampling)) this.finish(buffered, settledAt, verdict);
      else this.leave(buffered);
    } else if (withdrawn && this.drawn.has(ref.id)) {
      drawVerdict(this.options.tracing, { ref, verdict, withdrawn, at: this.options.now() });
    }
  }

  /** Draws what is still open: a gateway that stops leaves no handshake untold. */
  async close(): Promise<void> {
    for (const buffered of Array.from(this.open.values())) this.interrupt(buffered);
    this.draw(this.waiting.length);
    await this.options.tracing.shutdown();
  }

  /** A handshake in which nothing was tried is drawn all the same: what is missing is its story. */
  private untold({ handshake: { ref, openedAt }, withdrawn }: Diagnosis): Buffered | undefined {
    return withdrawn || this.drawn.has(ref.id) ? undefined : { ref, openedAt, timeline: new Timeline() };
  }

  private buffer(ref: HandshakeRef, hop: Hop): void {
    if (this.open.has(ref.id) || this.leftOut.has(ref.id)) return;
    const buffered = { ref, openedAt: hop.at - hop.tookMs, timeline: this.options.timelines.of(ref.id) };
    this.open.set(ref.id, buffered);
    this.makeRoom();
  }

  private makeRoom(): void {
    const [oldest] = this.open.values();
    if (this.open.size > this.options.limit && oldest) this.interrupt(oldest);
  }

  private interrupt(buffered: Buffered): void {
    const last = [...buffered.timeline.entries()].at(-1);
    this.finish(buffered, last?.at ?? buffered.openedAt, undefined);
  }

  private leave(buffered: Buffered): void {
    const { id } = buffered.ref;
    if (this.open.delete(id)) this.options.onLeftOut?.();
    this.leftOut.set(id, buffered);
    const [oldest] = this.leftOut.keys();
    if (this.leftOut.size > leftOutKept && oldest !== undefined) this.leftOut.delete(oldest);
  }

  private finish(buffered: Buffered, endedAt: number, verdict: Verdict | undefined): void {
    const { ref } = buffered;
    this.open.delete(ref.id);
    this.leftOut.delete(ref.id);
    this.drawn.set(ref.id, { traceId: ref.traceId, spanId: ref.spanId });
    const [first] = this.drawn.keys();
    if (this.drawn.size > drawnKept && first !== undefined) this.drawn.delete(first);
    const previous = ref.previous === undefined ? undefined : this.drawn.get(ref.previous);
    // A hop from here on is drawn on its own.
    this.waiting.push({ ...buffered, timeline: buffered.timeline.copy(), endedAt, verdict, previous });
    if (this.waiting.length === 1) setImmediate(() => this.draw(drawnPerTurn));
  }

  private draw(count: number): void {
    const now = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    for (const finished of now) {
      drawTrace(this.options.tracing, finished);
      this.options.onDrawn?.(finished);
    }
    if (this.waiting.length > 0) setImmediate(() => this.draw(drawnPerTurn));
  }
}
