import type { HandshakeRef, Hop, HopKind } from '../domain/hop.js';
import type { Verdict } from '../domain/verdict.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import type { Tracing } from '../telemetry/tracing.js';
import { drawHop, drawTrace, drawVerdict, type Finished } from './draw-trace.js';
import { entryOf, Timeline } from './timeline.js';

export interface SpansOptions {
  tracing: Tracing;
  /** Open handshakes whose hops are kept until they settle; above it, the oldest is drawn as it is. */
  limit: number;
  now: () => number;
  /** Told of every trace that is drawn: those are the ones that can be looked at. */
  onDrawn?: (finished: Finished) => void;
}

interface Buffered {
  ref: HandshakeRef;
  openedAt: number;
  timeline: Timeline;
}

/** What is no step of anything. */
const signsOfLife: readonly HopKind[] = ['alive', 'probe-alive', 'replaced'];

/** Handshakes that were drawn already and may still get a late hop. */
const drawnKept = 10_000;
/** Traces drawn in one turn of the event loop, some 3 ms: a thousand that settle at once must not delay a verdict. */
const drawnPerTurn = 16;

/**
 * Draws the traces: one per handshake, once it has settled, and one span per hop in it. Hops of no handshake are spans
 * of their own, at once; a hop that comes after its trace was drawn is added to it.
 */
export class Spans implements Projection {
  readonly name = 'spans';
  private readonly open = new Map<string, Buffered>();
  private readonly finished = new Set<string>();
  private waiting: Finished[] = [];

  constructor(private readonly options: SpansOptions) {}

  onHop(hop: Hop): void {
    const { handshake: ref } = hop;
    if (signsOfLife.includes(hop.kind)) return;
    if (!ref || this.finished.has(ref.id)) {
      drawHop(this.options.tracing, entryOf(hop), ref);
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

  onVerdict({ handshake: { ref }, verdict, settledAt, withdrawn }: Diagnosis): void {
    const buffered = this.open.get(ref.id);
    if (buffered && settledAt !== undefined) this.finish(buffered, settledAt, verdict);
    else if (withdrawn && this.finished.has(ref.id)) {
      drawVerdict(this.options.tracing, { ref, verdict, withdrawn, at: this.options.now() });
    }
  }

  /** Draws what is still open: a gateway that stops leaves no handshake untold. */
  async close(): Promise<void> {
    for (const buffered of Array.from(this.open.values())) this.interrupt(buffered);
    this.draw(this.waiting.length);
    await this.options.tracing.shutdown();
  }

  private makeRoom(): void {
    const [oldest] = this.open.values();
    if (this.open.size > this.options.limit && oldest) this.interrupt(oldest);
  }

  private interrupt(buffered: Buffered): void {
    const last = [...buffered.timeline.entries()].at(-1);
    this.finish(buffered, last?.at ?? buffered.openedAt, undefined);
  }

  private finish(buffered: Buffered, endedAt: number, verdict: Verdict | undefined): void {
    const { id } = buffered.ref;
    this.open.delete(id);
    this.finished.add(id);
    const [first] = this.finished;
    if (this.finished.size > drawnKept && first !== undefined) this.finished.delete(first);
    this.waiting.push({ ...buffered, endedAt, verdict });
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
