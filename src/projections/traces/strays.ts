import type { HandshakeRef, Hop } from '../../domain/hop.js';
import { BoundedMap } from '../../bounds/bounded-map.js';

/** Handshakes of one participant that are known. */
const ofOne = 4;

/** Finds the handshake that a message of none would have belonged to. */
export class Strays {
  private readonly newest: BoundedMap<string, readonly HandshakeRef[]>;

  /** @param limit participants of whom any are known */
  constructor(limit: number) {
    this.newest = new BoundedMap({ limit, of: 'strays' });
  }

  /** A handshake begins. */
  note(ref: HandshakeRef): void {
    for (const id of [ref.caller, ref.callee]) {
      const before = this.newest.get(id) ?? [];
      // Behind the others: the one who had none for the longest time is forgotten first.
      this.newest.renew(id, [...before.slice(1 - ofOne), ref]);
    }
  }

  /** The newest with whom it was sent to; else that of its sender, if all of its sender's were with one and the same. */
  of({ from, to, message }: Hop): HandshakeRef | undefined {
    if (!from || !message) return undefined;
    const own = this.newest.get(from.id) ?? [];
    const other = ({ caller, callee }: HandshakeRef) => (caller === from.id ? callee : caller);
    const meant = own.findLast((ref) => other(ref) === to?.id);
    if (meant) return meant;
    return new Set(own.map(other)).size === 1 ? own.at(-1) : undefined;
  }
}
