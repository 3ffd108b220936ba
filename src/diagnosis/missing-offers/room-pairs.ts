import type { HandshakeRef } from '../../domain/hop.js';

/** A participant in a room. */
export interface RoomMember {
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
  private readonly members = new Map<string, RoomMember>();
  private readonly rooms = new Map<string, Map<string, RoomMember>>();
  /** By participant, the others that it has had an offer with, or whose want of one was told: the handshake of that. */
  private readonly offered = new Map<string, Map<string, HandshakeRef | undefined>>();

  find(id: string): RoomMember | undefined {
    return this.members.get(id);
  }

  join(member: RoomMember): void {
    const known = this.members.get(member.id);
    if (known?.room === member.room) return;
    this.leave(member.id);
    const room = this.rooms.get(member.room) ?? new Map<string, RoomMember>();
    this.rooms.set(member.room, room.set(member.id, member));
    this.members.set(member.id, member);
  }

  leave(id: string): void {
    const member = this.members.get(id);
    if (!member) return;
    this.members.delete(id);
    for (const other of this.offered.get(id)?.keys() ?? []) this.offered.get(other)?.delete(id);
    this.offered.delete(id);
    const room = this.rooms.get(member.room);
    room?.delete(id);
    if (room?.size === 0) this.rooms.delete(member.room);
  }

  /** The others in the room with whom there was no offer yet, in the order in which they joined. */
  strangers(id: string): RoomMember[] {
    const member = this.members.get(id);
    const offered = this.offered.get(id);
    const room = (member && this.rooms.get(member.room)) ?? new Map<string, RoomMember>();
    return [...room.values()].filter((other) => other.id !== id && !offered?.has(other.id));
  }

  /** Is there a third with whom either has had an offer? */
  share(one: string, other: string): boolean {
    const others = this.offered.get(other);
    return [...(this.offered.get(one) ?? [])].some(([id, told]) => !told && others?.has(id) && !others.get(id));
  }

  /** Of how many offers the absence was told that the participant could have had. */
  missed(id: string): number {
    return [...(this.offered.get(id)?.values() ?? [])].filter((told) => told !== undefined).length;
  }

  /** An offer has come; returns the handshake that told of its absence, where there is one, and once. */
  meet(one: string, other: string): HandshakeRef | undefined {
    const missed = this.offered.get(one)?.get(other);
    this.note(one, other, undefined);
    return missed;
  }

  /** The handshakes whose absence was told of a participant, and which it needs no more: both have a call with a third now. */
  needless(id: string): HandshakeRef[] {
    return [...(this.offered.get(id) ?? [])].flatMap(([other, told]) => {
      if (!told || !this.share(id, other)) return [];
      this.offered.get(id)?.delete(other);
      this.offered.get(other)?.delete(id);
      return [told];
    });
  }

  /** The absence of an offer was told. */
  miss(ref: HandshakeRef): void {
    this.note(ref.caller, ref.callee, ref);
  }

  private note(one: string, other: string, ref: HandshakeRef | undefined): void {
    if (this.members.get(one)?.room === undefined || !this.members.has(other)) return;
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      this.offered.set(from, (this.offered.get(from) ?? new Map<string, HandshakeRef | undefined>()).set(to, ref));
  }
}
