import type { Hop, HopKind } from '../domain/hop.js';
import type { Projection } from '../hops/projection.js';
import { Memory } from './memory.js';
import { entryOf, Timeline } from './timeline.js';

/** What is no step of anything. */
export const isSignOfLife = (kind: HopKind): boolean =>
  kind === 'alive' || kind === 'met' || kind === 'probe-alive' || kind === 'replaced';

/** The hops of the latest handshakes, kept once for everybody who tells them: the traces and the API. */
export class Timelines implements Projection {
  readonly name = 'timelines';
  private readonly timelines: Memory<string, Timeline>;

  /** @param limit timelines kept; the oldest goes first */
  constructor(limit: number) {
    this.timelines = new Memory(limit);
  }

  onHop(hop: Hop): void {
    if (hop.handshake && !isSignOfLife(hop.kind)) this.of(hop.handshake.id).add(entryOf(hop));
  }

  get(id: string): Timeline | undefined {
    return this.timelines.get(id);
  }

  /** Its handshake had to go: who floods takes the timelines of nobody else with its own. */
  forget(id: string): void {
    this.timelines.delete(id);
  }

  /** The one that is kept, or a new one. */
  of(id: string): Timeline {
    const known = this.timelines.get(id);
    if (known) return known;
    const timeline = new Timeline();
    this.timelines.set(id, timeline);
    return timeline;
  }
}
