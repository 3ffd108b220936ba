import type { HandshakeRef } from '../domain/hop.js';

/** A participant in a room. */
export interface Guest {
  readonly id: string;
  readonly username: string;
  readonly room: string;
  /** When it joined, in ms since the Unix epoch. */
  readonly at: number;
  /** Its page was opened over plain HTTP from elsewhere. */
  readonly insecure?: true;
}

/** Who is in a room with whom, and between which two an offer has come since both are there. */
export class RoomPairs {
  private readonly guests = new Map<string, Guest>();
  private readonly rooms = new Map<string, Map<string, Guest>>();
  /** By participant, the others that it has had an offer with, or whose want of one was told: the handshake of that. */
  private readonly met = new Map<string, Map<string, HandshakeRef | undefined>>();

  find(id: string): Guest | undefined {
    return this.guests.get(id);
  }

  join(guest: Guest): void {
    const known = this.guests.get(guest.id);
    if (known?.room === guest.room) return;
    this.leave(guest.id);
    const room = this.rooms.get(guest.room) ?? new Map<string, Guest>();
    this.rooms.set(guest.room, room.set(guest.id, guest));
    this.guests.set(guest.id, guest);
  }

  leave(id: string): void {
    const guest = this.guests.get(id);
    if (!guest) return;
    this.guests.delete(id);
    for (const other of this.met.get(id)?.keys() ?? []) this.met.get(other)?.delete(id);
    this.met.delete(id);
    const room = this.rooms.get(guest.room);
    room?.delete(id);
    if (room?.size === 0) this.rooms.delete(guest.room);
  }

  /** The others in the room with whom there was no offer yet, in the order in which they joined. */
  strangers(id: string): Guest[] {
    const guest = this.guests.get(id);
    const met = this.met.get(id);
    const room = (guest && this.rooms.get(guest.room)) ?? new Map<string, Guest>();
    return [...room.values()].filter((other) => other.id !== id && !met?.has(other.id));
  }

  /** Is there a third with whom either has had an offer? */
  share(one: string, other: string): boolean {
    const others = this.met.get(other);
    return [...(this.met.get(one) ?? [])].some(([id, told]) => !told && others?.has(id) && !others.get(id));
  }

  /** Of how many offers the absence was told that the participant could have had. */
  missed(id: string): number {
    return [...(this.met.get(id)?.values() ?? [])].filter((told) => told !== undefined).length;
  }

  /** An offer has come; returns the handshake that told of its absence, where there is one, and once. */
  meet(one: string, other: string): HandshakeRef | undefined {
    const missed = this.met.get(one)?.get(other);
    this.note(one, other, undefined);
    return missed;
  }

  /** The handshakes whose absence was told of a participant, and which it needs no more: both have a call with a third now. */
  needless(id: string): HandshakeRef[] {
    return [...(this.met.get(id) ?? [])].flatMap(([other, told]) => {
      if (!told || !this.share(id, other)) return [];
      this.met.get(id)?.delete(other);
      this.met.get(other)?.delete(id);
      return [told];
    });
  }

  /** The absence of an offer was told. */
  miss(ref: HandshakeRef): void {
    this.note(ref.caller, ref.callee, ref);
  }

  private note(one: string, other: string, ref: HandshakeRef | undefined): void {
    if (this.guests.get(one)?.room === undefined || !this.guests.has(other)) return;
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      this.met.set(from, (this.met.get(from) ?? new Map<string, HandshakeRef | undefined>()).set(to, ref));
  }
}
