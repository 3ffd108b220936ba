import type { Diagnosis } from '../../hops/hop-watcher.js';
import { BoundedMap } from '../../bounds/bounded-map.js';

/**
 * The pairs whose handshakes have failed since one last went well. Where few calls are made, no share of them says anything,
 * and five different pairs in a row do.
 */
export class FailingPairs {
  /** The last handshake of each that failed: with its verdict the pair is taken back too. */
  private failed: BoundedMap<string, string>;

  /** @param limit pairs that are kept apart; above it, the first ones are forgotten */
  constructor(private readonly limit: number) {
    this.failed = this.none();
  }

  get size(): number {
    return this.failed.size;
  }

  onVerdict({ handshake, verdict: { outcome } }: Diagnosis): void {
    const { id } = handshake.ref;
    if (outcome === 'failed') this.failed.renew(pairOf(handshake), id);
    else if (this.size === 0) return;
    else if (outcome === 'connected' || outcome === 'signaled') this.failed = this.none();
    else if (this.failed.get(pairOf(handshake)) === id) this.failed.delete(pairOf(handshake));
  }

  private none(): BoundedMap<string, string> {
    return new BoundedMap({ limit: this.limit, of: 'failing-pairs' });
  }
}

/** By the names, as somebody who loads the page again has a new id; of who says none, by the id. */
function pairOf({ room, caller, callee }: Diagnosis['handshake']): string {
  const names = [caller, callee].map(({ id, username }) => username || id);
  return JSON.stringify([room, ...names.toSorted()]);
}
