import type { Report } from '../../protocol/reports.js';
import { sides, type Side } from '../../protocol/verdict.js';
import type { HandshakeRef, Hop } from '../domain/hop.js';

/** Hashes of a description's session, version and ICE username fragment. */
export type DescriptionRef = NonNullable<Report['local']>;

/** Whose description it was, and in which handshake. */
export interface Described {
  ref: HandshakeRef;
  author: Side;
  /** Order in which the descriptions came: of two, the later one tells the handshake. */
  order: number;
  /** When it came, in ms since the Unix epoch. */
  at: number;
}

/** A handshake and the side that speaks. */
export interface Found {
  ref: HandshakeRef;
  side: Side;
}

/** The descriptions that were relayed, the last few thousand of them. */
export class Descriptions {
  private readonly known = new Map<string, Described>();
  private order = 0;

  constructor(private readonly limit: number) {}

  /** Notes a description that has come; returns the keys under which it can be found now. */
  note({ kind, result, description, handshake, from, at }: Hop): string[] {
    if ((kind !== 'offer-received' && kind !== 'answer-received') || result !== 'reached') return [];
    if (!description || !handshake) return [];
    const author = sides.find((side) => handshake[side] === from?.id);
    if (!author) return [];
    const described = { ref: handshake, author, order: ++this.order, at };
    const keys = [keyOf(description), ufragKey(description)].filter((key) => key !== undefined);
    for (const key of keys) {
      this.known.delete(key);
      this.known.set(key, described);
    }
    while (this.known.size > this.limit * 2) {
      const [oldest] = this.known.keys();
      if (oldest !== undefined) this.known.delete(oldest);
    }
    return keys;
  }

  /** The very description: nobody but the two in the call, and the gateway, can name it. */
  find(ref: DescriptionRef | undefined): Described | undefined {
    const key = ref && keyOf(ref);
    return key === undefined ? undefined : this.known.get(key);
  }

  /** An answer was made for another offer than the one under which it came: what is told of it belongs there. */
  rehome(ref: DescriptionRef, handshake: HandshakeRef): void {
    const key = keyOf(ref);
    const known = key === undefined ? undefined : this.known.get(key);
    if (known && key !== undefined) this.known.set(key, { ...known, ref: handshake });
  }

  /** By the ICE username fragment alone, which is too short to prove anything: whoever asks has to be known already. */
  guess(ref: DescriptionRef | undefined): Described | undefined {
    const key = ref && ufragKey(ref);
    return key === undefined ? undefined : this.known.get(key);
  }
}

/** Absent where the reference does not name a single description. */
export function keyOf({ session, version, ufrag }: DescriptionRef): string | undefined {
  return session === undefined || version === undefined ? undefined : `${session}/${version}/${ufrag ?? ''}`;
}

function ufragKey({ ufrag }: DescriptionRef): string | undefined {
  return ufrag === undefined ? undefined : `ufrag ${ufrag}`;
}
