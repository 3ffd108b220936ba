import type { Report } from '../../../protocol/reports.js';
import { sides, type Side } from '../../../protocol/verdict.js';
import { otherSide } from '../../domain/handshake.js';
import type { HandshakeRef, Hop } from '../../domain/hop.js';
import { BoundedMap } from '../../bounds/bounded-map.js';

/** Hashes of a description's session, version and ICE username fragment. */
export type DescriptionRef = NonNullable<Report['local']>;

/** Whose description it was, and in which handshake. */
export interface Described {
  ref: HandshakeRef;
  readonly author: Side;
  /** Order in which the descriptions came: of two, the later one tells the handshake. */
  readonly order: number;
  /** When it came, in ms since the Unix epoch. */
  readonly at: number;
}

/** A handshake and the side that speaks. */
export interface Found {
  ref: HandshakeRef;
  side: Side;
}

/**
 * The last few thousand descriptions that were relayed, by their author and by their recipient. A recipient can send one
 * again as its own, to anybody. So each is kept under the name of its author, and under that of its recipient, and there
 * the copy of somebody else does not replace it.
 */
export class Descriptions {
  private readonly authored: BoundedMap<string, Described>;
  /** By recipient, and by the username fragment alone as well. */
  private readonly received: BoundedMap<string, Described>;
  /** For pages of which nobody knows whose they are. */
  private readonly first: BoundedMap<string, Described>;
  private order = 0;

  /** @param isHere is a participant in a room? */
  constructor(
    limit: number,
    private readonly isHere: (participant: string) => boolean,
  ) {
    this.authored = new BoundedMap({ limit, of: 'descriptions' });
    this.received = new BoundedMap({ limit: limit * 2, of: 'descriptions' });
    this.first = new BoundedMap({ limit, of: 'descriptions' });
  }

  /** Notes a description that has come; returns the keys under which it can be found now. */
  note({ kind, result, description, handshake, from, at }: Hop): string[] {
    if ((kind !== 'offer-received' && kind !== 'answer-received') || result !== 'reached') return [];
    if (!description || !handshake) return [];
    const author = sides.find((side) => handshake[side] === from?.id);
    if (!author) return [];
    const described = { ref: handshake, author, order: ++this.order, at };
    const recipient = handshake[otherSide(author)];
    const key = keyOf(description);
    const keys = [key, ufragKey(description)].filter((known) => known !== undefined);
    if (key !== undefined) {
      const gives = (known: Described) => this.gives(known, described, false);
      this.authored.renew(ofOne(handshake[author], key), described, gives);
      this.first.renew(key, described, gives);
    }
    const gives = (known: Described) => this.gives(known, described, true);
    for (const one of keys) this.received.renew(ofOne(recipient, one), described, gives);
    return keys;
  }

  /**
   * The very description, as one of these participants has sent it, the newest of them first; with none of them, as its
   * first author has. Nobody but the two in the call, and the gateway, can name it.
   */
  from(authors: readonly string[], ref: DescriptionRef | undefined): Readonly<Described> | undefined {
    return this.find(this.authored, authors, ref);
  }

  /** The very description, as it has come to one of these participants. */
  to(recipients: readonly string[], ref: DescriptionRef | undefined): Readonly<Described> | undefined {
    return this.find(this.received, recipients, ref);
  }

  isKnown(ref: DescriptionRef): boolean {
    return this.find(this.first, [], ref) !== undefined;
  }

  /** An answer was made for another offer than the one under which it came: what is said of it belongs there. */
  rehome(answer: Described, handshake: HandshakeRef): void {
    answer.ref = handshake;
  }

  /** By the ICE username fragment alone, which is too short to prove anything: the one who asks has to be known already. */
  guess(recipient: string, ref: DescriptionRef): Readonly<Described> | undefined {
    const key = ufragKey(ref);
    return key === undefined ? undefined : this.received.get(ofOne(recipient, key));
  }

  private find(
    known: BoundedMap<string, Described>,
    participants: readonly string[],
    ref: DescriptionRef | undefined,
  ): Described | undefined {
    const key = ref && keyOf(ref);
    if (key === undefined) return undefined;
    if (participants.length === 0) return this.first.get(key);
    const whose = participants.findLast((id) => known.has(ofOne(id, key)));
    return whose === undefined ? undefined : known.get(ofOne(whose, key));
  }

  /**
   * Who sends its own description again, as the offer or the answer that it was, means the newer handshake; another takes
   * it over from one who is gone at most.
   */
  private gives(known: Described, next: Described, ofWhoIsGone: boolean): boolean {
    const author = known.ref[known.author];
    if (author === next.ref[next.author]) return known.author === next.author;
    return ofWhoIsGone && !this.isHere(author);
  }
}

/** Absent where the reference does not name a single description. */
export function keyOf({ session, version, ufrag }: DescriptionRef): string | undefined {
  return session === undefined || version === undefined ? undefined : `${session}/${version}/${ufrag ?? ''}`;
}

/** The key of something that is one participant's. */
export const ofOne = (participant: string, key: string): string => `${participant} ${key}`;

function ufragKey({ ufrag }: DescriptionRef): string | undefined {
  return ufrag === undefined ? undefined : `ufrag ${ufrag}`;
}
