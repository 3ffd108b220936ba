import type { HandshakeRef, Hop, HopKind } from '../../domain/hop.js';
import { forgetOldest } from '../../bounds/forget-oldest.js';

/** A handshake of which something is awaited, one that went well and awaits nothing, or one that has failed. */
export type Place = (typeof places)[number];
const places = ['awaited', 'well', 'failed'] as const;

/** What concerns a participant as a whole, as long as a handshake of it is kept. */
interface Involved {
  kept: number;
  /** The oldest first. */
  readonly awaited: Set<string>;
  /** The latest of those that went well, and of those that failed, the newest last; bounded. */
  readonly well: Set<string>;
  readonly failed: Set<string>;
  /** What was last said of it, by kind, and when in the order of all that was said. */
  readonly said: Map<HopKind, { readonly hop: Hop; readonly order: number }>;
  lastSaid: number;
}

/** Handshakes that went well and learn at once of a going, or that failed of what is said late: those of a full room. */
const settledKept = 16;
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
      for (const known of places) person[known].delete(id);
      if (place) person[place].add(id);
      for (const settled of ['well', 'failed'] as const) forgetOldest(person[settled], settledKept, 'settled-calls');
    }
  }

  /** Handshakes of a participant of which something is awaited, the oldest first. */
  awaitedOf(participant: string, most = Infinity): string[] {
    const found: string[] = [];
    for (const id of this.people.get(participant)?.awaited ?? []) {
      if (found.length >= most) break;
      found.push(id);
    }
    return found;
  }

  /** The latest of its handshakes that went well. */
  wellOf(participant: string): string[] {
    return [...(this.people.get(participant)?.well ?? [])];
  }

  /** The latest of its handshakes that failed. */
  failedOf(participant: string): string[] {
    return [...(this.people.get(participant)?.failed ?? [])];
  }

  /** Something is said of a participant, whatever handshake it is in. */
  hear(participant: string, hop: Hop): void {
    const person = this.people.get(participant);
    if (!person) return;
    person.lastSaid = ++this.count;
    person.said.set(hop.kind, { hop, order: this.count });
  }

  /** What was said of its two since an order; of each kind, the last. */
  missed({ caller, callee }: HandshakeRef, since: number): readonly Hop[] {
    const people = [this.people.get(caller), this.people.get(callee)].filter((one) => one && one.lastSaid > since);
    if (people.length === 0) return nothing;
    return people.flatMap((one) =>
      [...(one?.said.values() ?? [])].flatMap((said) => (said.order > since ? [said.hop] : [])),
    );
  }
}

const newcomer = (): Involved => ({
  kept: 0,
  awaited: new Set(),
  well: new Set(),
  failed: new Set(),
  said: new Map(),
  lastSaid: 0,
});
