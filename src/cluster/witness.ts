import type { HandshakeRef, Hop } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';

/** Handshakes remembered of one participant, and hops of one handshake. */
const handshakesKept = 32;
const hopsKept = 64;

interface Seen {
  ref: HandshakeRef;
  hops: Hop[];
}

/**
 * What an edge has itself seen of handshakes whose home is elsewhere, until they have their verdict: if the home is lost,
 * nobody else can tell what became of them.
 */
export class Witness {
  private readonly seen = new Map<string, Seen>();

  note(...hops: readonly Hop[]): void {
    for (const hop of hops) {
      const { handshake } = hop;
      if (!handshake) continue;
      const known = this.seen.get(handshake.id) ?? { ref: handshake, hops: [] };
      this.seen.set(handshake.id, known);
      if (known.hops.length < hopsKept) known.hops.push(hop);
    }
    const [oldest] = this.seen.keys();
    if (this.seen.size > handshakesKept && oldest !== undefined) this.seen.delete(oldest);
  }

  /** It has its verdict. */
  forget(handshake: string): void {
    this.seen.delete(handshake);
  }

  /** The home is lost: tells what was seen here, and that there is nobody to tell more. */
  tell(stream: HopStream): void {
    for (const { ref, hops } of this.seen.values()) {
      for (const hop of hops) stream.emit(hop);
      stream.emit({
        kind: 'instance-lost',
        result: 'reached',
        seenBy: 'gateway',
        at: now(),
        tookMs: 0,
        handshake: ref,
      });
    }
    this.seen.clear();
  }
}
