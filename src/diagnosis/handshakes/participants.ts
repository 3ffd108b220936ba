import type { HandshakeRef, Hop } from '../../domain/hop.js';
import { BoundedMap } from '../../bounds/bounded-map.js';

/** A handshake of which something is awaited, one that went well and awaits nothing, or one that has failed. */
export type Place = (typeof places)[number];
const places = ['awaited', 'well', 'failed'] as const;

/** What was last said of a participant, of one kind, and when in the order of all that was said. */
interface Said {
  readonly hop: Hop;
  readonly order: number;
}

/**
 * What concerns a participant as a whole, as long as a handshake of it is kept. Its handshakes by place, the oldest first; of those
 * that have settled, the latest. There are as many of these as of handshakes: what is empty is not there.
 */
interface Involved extends Partial<Record<Place, BoundedMap<string, true>>> {
  kept: number;
  said: readonly Said[];
  lastSaid: number;
}

/** Handshakes that went well and learn at once of a going, or that failed of what is said late: those of a full room. */
const settled = { limit: 16, of: 'settled-calls' } as const;
const boundOf = { awaited: undefined, well: settled, failed: settled } as const;
const nothingSaid: readonly Said[] = [];
const nothing: readonly Hop[] = [];

/**
 * By participant, its handshakes that its going, or its silence, can still change, and what was last said of it: of very
 * many handshakes only some learn of it at once, and the others when they are looked at.
 */
export class Participants {
  private readonly people = new Map<string, Involved>();
  private count = 0;

  /** How much has been said so far: what was said since then is what a handshake has missed. */
  get order(): number {
    return this.count;
  }

  /** A handshake is kept from now on. */
  enter({ caller, callee }: HandshakeRef): void {
    for (const id of [caller, callee]) {
      const person = this.people.get(id) ?? newcomer();
      person.kept++;
      this.people.set(id, person);
    }
  }

  leave(ref: HandshakeRef): void {
    this.place(ref, undefined);
    for (const id of [ref.caller, ref.callee]) {
      const person = this.people.get(id);
      if (person && --person.kept === 0) this.people.delete(id);
    }
  }

  /** @param place undefined where its participants' going changes nothing any more */
  place({ id, caller, callee }: HandshakeRef, place: Place | undefined): void {
    for (const participant of [caller, callee]) {
      const person = this.people.get(participant);
      if (!person) continue;
      for (const known of places) if (known !== place) person[known]?.delete(id);
      if (place) (person[place] ??= new BoundedMap(boundOf[place])).set(id, true);
    }
  }

  /** Handshakes of a participant of which something is awaited, the oldest first. */
  awaitedOf(participant: string, most = Infinity): string[] {
    const found: string[] = [];
    for (const id of this.placed(participant, 'awaited')) {
      if (found.length >= most) break;
      found.push(id);
    }
    return found;
  }

  /** The latest of its handshakes that went well. */
  wellOf(participant: string): string[] {
    return [...this.placed(participant, 'well')];
  }

  /** The latest of its handshakes that failed. */
  failedOf(participant: string): string[] {
    return [...this.placed(participant, 'failed')];
  }

  /** Something is said of a participant, whatever handshake it is in. */
  hear(participant: string, hop: Hop): void {
    const person = this.people.get(participant);
    if (!person) return;
    person.lastSaid = ++this.count;
    const others = person.said.filter((said) => said.hop.kind !== hop.kind);
    person.said = [...others, { hop, order: this.count }];
  }

  /** What was said of its two since an order; of each kind, the last. */
  missed({ caller, callee }: HandshakeRef, since: number): readonly Hop[] {
    const people = [this.people.get(caller), this.people.get(callee)].filter((one) => one && one.lastSaid > since);
    if (people.length === 0) return nothing;
    return people.flatMap((one) => (one?.said ?? []).flatMap((said) => (said.order > since ? [said.hop] : [])));
  }

  private placed(participant: string, place: Place): Iterable<string> {
    return this.people.get(participant)?.[place]?.keys() ?? [];
  }
}

const newcomer = (): Involved => ({ kept: 0, said: nothingSaid, lastSaid: 0 });
