import type { RefusalView } from '../../../protocol/console.js';
import type { Hop, HopKind } from '../../domain/hop.js';
import type { HopWatcher } from '../../hops/hop-watcher.js';
import { BoundedMap } from '../../bounds/bounded-map.js';
import { refusedEvent } from '../log/words.js';

export interface RefusalFilter {
  room?: string | undefined;
  limit: number;
}

/**
 * What was refused, whatever it was: much of it belongs to no handshake, and would be seen in the log alone. The same of one
 * sender is one, with a count; the last ones are kept.
 */
export class Refusals implements HopWatcher {
  readonly name = 'refusals';
  readonly kinds: readonly HopKind[] = [];
  /** The newest last. */
  private readonly kept: BoundedMap<string, RefusalView>;

  /** @param limit refusals kept */
  constructor(limit: number) {
    this.kept = new BoundedMap({ limit, of: 'refusals' });
  }

  onHop(hop: Hop): void {
    const { result, reason: code, detail, at, room, from } = hop;
    if (result !== 'refused' || code === undefined) return;
    const event = refusedEvent(hop);
    const key = JSON.stringify([from?.id, room, event, code, detail]);
    const { count = 0 } = this.kept.get(key) ?? {};
    const { id, username } = from ?? {};
    this.kept.renew(key, {
      at,
      ...(room !== undefined && { room }),
      ...(id !== undefined && { id }),
      ...(username !== undefined && { username }),
      event,
      code,
      ...(detail !== undefined && { detail }),
      count: count + 1,
    });
  }

  /** Newest first. */
  list({ room, limit }: RefusalFilter): RefusalView[] {
    const all = [...this.kept.values()].toReversed();
    return (room === undefined ? all : all.filter((one) => one.room === room)).slice(0, limit);
  }
}
