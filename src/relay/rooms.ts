import { fingerprint } from '../../protocol/facts.js';
import type { RelayAck } from '../../protocol/messages.js';
import type { Bounds } from '../bounds/bounds.js';
import { forgetOldest } from '../bounds/forget-oldest.js';
import type { HandshakeRef, HopParticipant } from '../domain/hop.js';
import type { Pair } from '../domain/pair.js';
import type { Admission } from '../entry/grant.js';
import { now } from '../hops/clock.js';
import { done, refuse, type StepResult } from '../hops/step.js';

/** The handshakes of two members, one object that both hold. */
export interface PairCell {
  pair: Pair;
}

/** A participant in a room; `pairs` is keyed by the other's id and goes when either leaves. */
export interface Member {
  readonly id: string;
  readonly username: string;
  /** As its hops name it; nobody changes that. */
  readonly named: HopParticipant;
  readonly room: Room;
  readonly pairs: Map<string, PairCell>;
  /** In ms since the Unix epoch. */
  readonly joinedAt: number;
  /** It had left this room a moment before: answers to what was before may still be on their way. */
  readonly returned: boolean;
  readonly marks: Marks;
  /** When it was in this room before, as far as it is known again; the last few times. */
  readonly before: readonly Stay[];
  /** Handshakes of offers that nobody could get, by target as the page wrote it; bounded. Of most there are none. */
  stray: Map<string, HandshakeRef> | undefined;
  /** What the last messages that had an id were acknowledged with, by that id; or who waits for the acknowledgement. */
  relayed: Map<string, RelayAck | ((outcome: StepResult<RelayAck>) => void)[]> | undefined;
}

export interface Room {
  readonly name: string;
  /** How many it holds, as the one who opened it may have it. */
  readonly capacity: number;
  /** In the order they joined. */
  readonly members: Map<string, Member>;
  /** Members who left, the last few, oldest first: as long as the room lasts, they are named as who they were. */
  readonly departed: Map<string, Departed>;
}

/** From when until when somebody was in a room, in ms since the Unix epoch. */
export interface Stay {
  readonly joinedAt: number;
  readonly leftAt: number;
}

export interface Departed extends Stay {
  readonly username: string;
  readonly marks: Marks;
  readonly before: readonly Stay[];
  /** Its connection had broken, which its page need not have meant. */
  readonly broke: boolean;
  /** The instance that had its connection was lost, and it with that. */
  readonly cutOff: boolean;
}

/** How somebody leaves a room. */
export type Leaving = Partial<Pick<Departed, 'broke' | 'cutOff'> & { told: boolean }>;

/** What somebody who comes back under a new id is known by. Names are none: anybody may give one. */
export interface Marks {
  /** Hash of its Engine.IO session, which its page may name when it is back. */
  readonly session?: string | undefined;
  /** Whom its token was issued to. */
  readonly holder?: string | undefined;
}

/** How somebody comes in. */
export interface Coming {
  readonly marks?: Marks;
  /** Hashes of former sessions of its own. */
  readonly replaces?: readonly string[];
  /** It was in the room before, on an instance that is lost. */
  readonly back?: boolean;
}

export interface RoomBounds extends Pick<Bounds, 'rooms' | 'departed'> {
  /** Participants a room may hold. */
  readonly capacity: number;
}

/** How long a participant has just left, in ms. */
const justLeftMs = 10_000;
/** Earlier stays of one that are remembered. */
const stays = 8;

/** Who is in which room; a participant is in one room at a time. */
export class Rooms {
  private readonly rooms = new Map<string, Room>();
  private readonly members = new Map<string, Member>();

  /** Called when somebody has come into a room, or has left it, before anybody hears so; nobody hears of one who is brought `back`. */
  onChange: (room: Room, participant: string, back?: boolean) => void = () => undefined;
  /** Was one told that another is there? Not yet, while a room that has moved is put together again. */
  knows: (one: Member, other: Member) => boolean = () => true;
  /** Does one believe somebody to be there who has yet to come back into such a room? */
  awaits: (one: Member, id: string) => boolean = () => false;

  constructor(private readonly bounds: RoomBounds) {}

  has(room: string): boolean {
    return this.rooms.has(room);
  }

  names(): string[] {
    return [...this.rooms.keys()];
  }

  /**
   * Is there a place in a room, and for the room? With a `capacity`, one among as many at most. The last one who moves out of a
   * room frees its place.
   */
  seat(name: string, capacity = this.bounds.capacity, from?: Room): StepResult<void> {
    const room = this.rooms.get(name);
    const freed = from?.members.size === 1 ? 1 : 0;
    if (!room) return this.rooms.size - freed < this.bounds.rooms ? done(undefined) : refuse('rooms-exhausted');
    const held = Math.min(room.capacity, capacity);
    return room.members.size < held ? done(undefined) : refuse('room-full', `It holds ${held} participants.`);
  }

  /** Puts a participant that is in no room into one; refused when that would go over a bound. */
  join(id: string, { username, capacity }: Admission, name: string, coming: Coming = {}): StepResult<Member> {
    const seat = this.seat(name, capacity);
    if (!seat.ok) return seat;
    const held = Math.min(capacity ?? Infinity, this.bounds.capacity);
    const room = this.rooms.get(name) ?? { name, capacity: held, members: new Map(), departed: new Map() };
    const { marks = {}, replaces = [], back = false } = coming;
    const returned = back || room.departed.has(id);
    const same = [...room.departed].filter(([old, gone]) => old === id || isSame(gone, username, marks, replaces));
    const before = same.flatMap(([, gone]) => [...gone.before, staying(gone)]).slice(-stays);
    const kept = { pairs: new Map(), stray: undefined, relayed: undefined };
    const named = { id, username };
    const member: Member = { id, username, named, room, returned, marks, before, joinedAt: now(), ...kept };
    this.rooms.set(name, room);
    room.members.set(id, member);
    room.departed.delete(id);
    this.members.set(id, member);
    this.onChange(room, id, back);
    return done(member);
  }

  /**
   * Takes a participant out of its room; the room goes with the last one.
   *
   * @param broke its connection did, and nobody knows whether its page has gone
   * @param cutOff its instance was lost
   * @param told to the others; nobody hears of it where all go to another instance
   */
  leave(id: string, { broke = false, cutOff = false, told = true }: Leaving = {}): Member | undefined {
    const member = this.members.get(id);
    if (!member) return undefined;
    const { room, username, marks, before, joinedAt } = member;
    this.members.delete(id);
    room.members.delete(id);
    for (const other of member.pairs.keys()) room.members.get(other)?.pairs.delete(id);
    room.departed.set(id, { username, marks, before, broke, cutOff, joinedAt, leftAt: now() });
    forgetOldest(room.departed, this.bounds.departed, 'departed');
    if (room.members.size === 0) this.rooms.delete(room.name);
    if (told) this.onChange(room, id);
    return member;
  }

  member(id: string): Member | undefined {
    return this.members.get(id);
  }

  membersOf(room: string): Member[] {
    return [...(this.rooms.get(room)?.members.values() ?? [])];
  }

  /** The target of a sender's message, in the sender's own room. */
  target(sender: Member, id: string): StepResult<Member> {
    if (id === sender.id) return refuse('target-self');
    const target = sender.room.members.get(id);
    if (target) return done(target);
    if (this.awaits(sender, id)) return refuse('instance-unreachable');
    const movedTo = this.movedTo(sender, id);
    if (movedTo !== undefined) return refuse('target-missing', `That participant is here again as ${movedTo}.`);
    const gone = sender.room.departed.get(id);
    if (!gone || now() - gone.leftAt >= justLeftMs) return refuse('target-missing');
    return refuse(gone.cutOff ? 'instance-unreachable' : 'target-left');
  }

  /** The id of the one who joined the sender's room under the name of one that had left it: a reconnect has a new id. */
  movedTo(sender: Member, id: string): string | undefined {
    const gone = sender.room.departed.get(id);
    if (!gone) return undefined;
    const again = [...sender.room.members.values()].findLast(
      (member) => member !== sender && member.username === gone.username && member.joinedAt >= gone.leftAt,
    );
    return again?.id;
  }

  /**
   * Who had an id that has left the sender's room, if the sender may know: it was in there with it, or is with the one who has
   * come back under its name.
   */
  departed(sender: Member, id: string): Departed | undefined {
    const gone = sender.room.departed.get(id);
    if (!gone) return undefined;
    const own = [...sender.before, { joinedAt: sender.joinedAt, leftAt: Infinity }];
    const wereTogether = own.some(({ joinedAt, leftAt }) => joinedAt <= gone.leftAt && gone.joinedAt <= leftAt);
    return wereTogether || this.movedTo(sender, id) !== undefined ? gone : undefined;
  }

  /**
   * Somebody who has left the room is named as who it was, to those who may know that. Anybody else has no id here but what a
   * page wrote, which may be anything: a hash of it tells it apart.
   */
  absent(sender: Member, written: string): HopParticipant {
    if (this.awaits(sender, written)) return { id: written };
    const departed = this.departed(sender, written);
    return departed ? { id: written, username: departed.username } : { id: `stranger-${fingerprint(written)}` };
  }

  /** The one cell of two members of a room. */
  cell(a: Member, b: Member): PairCell {
    let cell = a.pairs.get(b.id);
    if (!cell) {
      cell = { pair: [] };
      a.pairs.set(b.id, cell);
      b.pairs.set(a.id, cell);
    }
    return cell;
  }
}

/** Is it the same one: its page names its session, or its token was issued to the same? */
function isSame(gone: Departed, username: string, { holder }: Marks, replaces: readonly string[]): boolean {
  if (gone.marks.session !== undefined && replaces.includes(gone.marks.session)) return true;
  return holder !== undefined && holder === gone.marks.holder && username === gone.username;
}

const staying = ({ joinedAt, leftAt }: Stay): Stay => ({ joinedAt, leftAt });
