import type { HandshakeRef, Hop } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import { instanceLost } from './instance-lost.js';

/** Handshakes of one home that are remembered, and hops of one handshake. */
const handshakesKept = 4096;
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
  /** Those that have their verdict: what is seen of them later is theirs, and no handshake that goes on. */
  private readonly settled = new Set<string>();

  note(...hops: readonly Hop[]): void {
    for (const hop of hops) if (hop.handshake && !this.settled.has(hop.handshake.id)) this.add(hop, hop.handshake);
    forgetOldest(this.seen);
  }

  /** It has its verdict. */
  forget(handshake: string): void {
    this.seen.delete(handshake);
    this.settled.add(handshake);
    forgetOldest(this.settled);
  }

  /** Was there an offer, of which there is no verdict yet? */
  knows(caller: string, callee: string): boolean {
    return [...this.seen.values()].some(({ ref }) => ref.caller === caller && ref.callee === callee);
  }

  /** Is there a handshake of this participant without a verdict? */
  concerns(id: string): boolean {
    return [...this.seen.values()].some(({ ref }) => ref.caller === id || ref.callee === id);
  }

  /** The home is lost: tells what was seen here, and that there is nobody to tell more. */
  tell(stream: HopStream): void {
    for (const { ref, hops } of this.seen.values()) {
      // The highest rung first: in between, one that is told a moment later would look missing.
      for (const hop of hops.toReversed()) stream.emit(hop);
      stream.emit(instanceLost(ref));
    }
  }

  /** Where both sides are connected here, a message is seen twice; its target's end shows more of it. */
  private add(hop: Hop, ref: HandshakeRef): void {
    const hops = this.seen.get(ref.id)?.hops ?? [];
    this.seen.set(ref.id, { ref, hops });
    const same = hops.findIndex(({ kind, from }) => kind === hop.kind && from?.id === hop.from?.id);
    if (same === -1) {
      if (hops.length < hopsKept) hops.push(hop);
    } else if (hop.to?.sight) hops[same] = hop;
  }
}

function forgetOldest(kept: Map<string, unknown> | Set<string>): void {
  const [oldest] = kept.keys();
  if (kept.size > handshakesKept && oldest !== undefined) kept.delete(oldest);
}
