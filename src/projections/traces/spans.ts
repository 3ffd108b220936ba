import { sides } from '../../../protocol/verdict.js';
import type { HandshakeRef, Hop } from '../../domain/hop.js';
import type { Diagnosis, HopWatcher } from '../../hops/hop-watcher.js';
import type { SpanIds } from '../../telemetry/drawn-span.js';
import type { ConsoleLink } from '../../telemetry/trace-link.js';
import type { Tracing } from '../../telemetry/tracing.js';
import { drawLateHop, drawStray, drawVerdict } from './draw-alone.js';
import { drawTrace, type Finished } from './draw-trace.js';
import { BoundedMap } from '../../bounds/bounded-map.js';
import type { Bounds } from '../../bounds/bounds.js';
import { hopTraits } from '../hop-traits.js';
import { Sampler, type Omission, type Sampling } from './sampling.js';
import { Strays } from './strays.js';
import { entryOf, Timeline } from '../timeline.js';
import type { Timelines } from '../timelines.js';

export interface SpansOptions {
  tracing: Tracing;
  /** Sees every hop before this watcher does. */
  timelines: Timelines;
  /** `handshakes` are those open whose hops are kept until they settle; above it, the oldest is drawn as it is. */
  bounds: Pick<Bounds, 'handshakes' | 'traces' | 'strays'>;
  sampling: Sampling;
  consoleLink: ConsoleLink;
  now: () => number;
  /** Told of every trace that is drawn: those are the ones that can be looked at. */
  onDrawn?: (finished: Finished) => void;
  /** Told of every trace that is not drawn, and why the sampling left it out. */
  onLeftOut?: (why: Omission) => void;
  /** Told of what a trace could not be drawn for: nobody else is on the stack then who would catch it. */
  onDefect: (error: unknown) => void;
}

interface Buffered {
  ref: HandshakeRef;
  openedAt: number;
  timeline: Timeline;
}

/** Traces drawn in one iteration of the event loop, some 1 ms: a thousand that settle at once must not delay a verdict. */
const drawnPerIteration = 8;

/**
 * Draws the traces: one per handshake, once it has settled, unless the sampling leaves it out. What is refused or fails
 * outside of a handshake, or after its trace was drawn, is a span of its own, at once, linked to where it belongs.
 */
export class Spans implements HopWatcher {
  readonly name = 'spans';
  private readonly open = new BoundedMap<string, Buffered>();
  /** Handshakes that were drawn already and may still get a late hop, or be linked to. */
  private readonly drawn: BoundedMap<string, SpanIds>;
  /** Handshakes that were left out and are kept for a while, as they may still fail. */
  private readonly leftOut: BoundedMap<string, Buffered>;
  private readonly strays: Strays;
  private readonly sampler: Sampler;
  private waiting: Finished[] = [];

  constructor(private readonly options: SpansOptions) {
    const { traces, strays } = options.bounds;
    this.drawn = new BoundedMap({ limit: traces, of: 'traces' });
    this.leftOut = new BoundedMap({ limit: Math.ceil(traces / 10), of: 'traces' });
    this.strays = new Strays(strays);
    this.sampler = new Sampler(options.sampling, options.now);
  }

  onHop(hop: Hop): void {
    const { handshake: ref } = hop;
    const reached = hop.result === 'reached';
    const { tracing, timelines } = this.options;
    // As nearly all that is reached is.
    if (hopTraits[hop.kind].signOfLife || (reached && ref && timelines.of(ref.id).isOpen)) return;
    if (ref && !this.drawn.has(ref.id)) this.buffer(ref, hop);
    else if (reached) return;
    else if (ref) drawLateHop(tracing, entryOf(hop), ref, this.options.consoleLink(ref.id));
    else drawStray(tracing, entryOf(hop), this.strays.of(hop));
  }

  onVerdict(diagnosis: Diagnosis): void {
    const { handshake, verdict, settledAt, withdrawn } = diagnosis;
    const { ref } = handshake;
    const buffered = this.open.get(ref.id) ?? this.leftOut.get(ref.id) ?? this.untold(diagnosis);
    if (buffered && settledAt !== undefined) {
      const why = this.sampler.omits(diagnosis, this.leftOut.has(ref.id));
      if (why === undefined) this.finish(buffered, settledAt, diagnosis);
      else this.leave(buffered, why);
    } else if (withdrawn && this.drawn.has(ref.id)) {
      const { tracing, consoleLink, now } = this.options;
      drawVerdict(tracing, { ref, verdict, withdrawn, at: now(), consoleUrl: consoleLink(ref.id) });
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
    buffered.timeline.isOpen = true;
    this.strays.note(ref);
    this.makeRoom();
  }

  private makeRoom(): void {
    const { oldest } = this.open;
    if (this.open.size > this.options.bounds.handshakes && oldest) this.interrupt(oldest);
  }

  private interrupt(buffered: Buffered): void {
    const last = [...buffered.timeline.entries()].at(-1);
    this.finish(buffered, last?.at ?? buffered.openedAt, undefined);
  }

  private leave(buffered: Buffered, why: Omission): void {
    const { id } = buffered.ref;
    buffered.timeline.isOpen = false;
    if (this.open.delete(id)) this.options.onLeftOut?.(why);
    this.leftOut.set(id, buffered);
  }

  private finish(buffered: Buffered, endedAt: number, diagnosis: Diagnosis | undefined): void {
    const { ref } = buffered;
    this.open.delete(ref.id);
    buffered.timeline.isOpen = false;
    this.leftOut.delete(ref.id);
    this.drawn.set(ref.id, { traceId: ref.traceId, spanId: ref.spanId });
    const previous = ref.previous === undefined ? undefined : this.drawn.get(ref.previous);
    // A hop from here on is drawn on its own.
    const timeline = buffered.timeline.copy();
    const left = diagnosis && leftBy(diagnosis);
    const consoleUrl = this.options.consoleLink(ref.id);
    this.waiting.push({ ...buffered, timeline, endedAt, verdict: diagnosis?.verdict, left, previous, consoleUrl });
    if (this.waiting.length === 1) setImmediate(() => this.draw(drawnPerIteration));
  }

  private draw(count: number): void {
    const now = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    for (const finished of now) {
      try {
        drawTrace(this.options.tracing, finished);
        this.options.onDrawn?.(finished);
      } catch (error) {
        this.options.onDefect(error);
      }
    }
    if (this.waiting.length > 0) setImmediate(() => this.draw(drawnPerIteration));
  }
}

/** Who gave the handshake up, as its verdict says. */
function leftBy({ handshake, verdict }: Diagnosis): Finished['left'] {
  const by = sides.find((side) => verdict.outcome === 'abandoned' && verdict.facts['side'] === side);
  const left = by && handshake[by].left;
  return left && { by, how: left.departure, at: left.at };
}
