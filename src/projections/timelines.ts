import type { Hop } from '../domain/hop.js';
import type { HopWatcher } from '../hops/hop-watcher.js';
import { BoundedMap } from '../bounds/bounded-map.js';
import { hopTraits } from './hop-traits.js';
import { entryOf, Timeline } from './timeline.js';

/** The hops of the latest handshakes, kept once for everybody who tells them: the traces and the API. */
export class Timelines implements HopWatcher {
  readonly name = 'timelines';
  private readonly timelines: BoundedMap<string, Timeline>;
  /** The one that was asked for last: the next hop of its handshake mostly follows at once. */
  private last: { readonly id: string; readonly timeline: Timeline } | undefined;

  /** @param limit timelines kept; the oldest goes first */
  constructor(limit: number) {
    this.timelines = new BoundedMap({ limit, of: 'timelines' });
  }

  onHop(hop: Hop): void {
    if (hop.handshake && !hopTraits[hop.kind].signOfLife) this.of(hop.handshake.id).add(entryOf(hop));
  }

  get(id: string): Timeline | undefined {
    return this.timelines.get(id);
  }

  /** Its handshake had to go: who floods takes the timelines of nobody else with its own. */
  forget(id: string): void {
    this.timelines.delete(id);
    this.last = undefined;
  }

  /** The one that is kept, or a new one. */
  of(id: string): Timeline {
    if (this.last?.id === id) return this.last.timeline;
    let timeline = this.timelines.get(id);
    if (!timeline) {
      timeline = new Timeline();
      this.timelines.set(id, timeline);
    }
    this.last = { id, timeline };
    return timeline;
  }
}
