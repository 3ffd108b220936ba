import type { HandshakeRef, Hop } from '../domain/hop.js';
import { handedOn, nobody } from '../entry/pass.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import type { Presence } from '../relay/presence.js';
import type { Member, Room, Rooms } from '../relay/rooms.js';
import type { Ways } from '../relay/ways.js';
import type { Memo } from './hello.js';

export interface HandoverOptions {
  stream: HopStream;
  rooms: Rooms;
  ways: Ways;
  presence: Presence;
  /** Is the participant passed on by another instance? */
  isGuest: (participant: string) => boolean;
  /** A participant that is in no room was refused one: that instance hears it too. */
  refused: (participant: string) => void;
  /** A join was let in, or refused. */
  decided: (participant: string, isIn: boolean) => void;
  /** Says to that instance how things are with it; undefined: it is in no room. */
  say: (participant: string, memo: Memo | undefined) => void;
}

/** Handshakes whose hops are kept for whoever takes over. */
const handshakesKept = 4096;
const messageHops: ReadonlySet<string> = new Set<Hop['kind']>([
  'offer-received',
  'offer-forwarded',
  'answer-received',
  'answer-forwarded',
]);
/** How long the others of a room are waited for, in ms, after the last has come back. */
const settleMs = 1000;

/** Rooms from one instance to the next: what is said of a participant ahead of that, and how it is put back into its room. */
export class Handover implements Projection {
  readonly name = 'handover';
  /** The hops of handshakes that go on with somebody who is passed on, by handshake. */
  private readonly open = new Map<string, Hop[]>();
  private readonly stale = new Set<string>();
  /** Those who were told what their join has come to, until that is said to their instances. */
  private readonly told = new Set<string>();
  /** Handshakes that have their verdict: nothing of them is lost with an instance. */
  private readonly judged = new Set<string>();
  /** Rooms that are being put together again, with whom each of those who are back knows. */
  private readonly waiting = new Map<string, { timer: NodeJS.Timeout; known: Map<string, readonly string[]> }>();

  constructor(private readonly options: HandoverOptions) {}

  onHop(hop: Hop): void {
    const { kind, result, handshake, room = '', from } = hop;
    if (kind === 'joined' && from) this.answered(from.id, result, room);
    if (result !== 'reached') return;
    // A token may have been renewed.
    if (kind === 'event-received') this.mark(from?.id ?? '');
    else if (handshake && messageHops.has(kind)) this.keep({ ...hop }, handshake);
    // Ahead of the offer itself: whoever has got that knows of a handshake that is lost with this instance.
    if (kind === 'offer-received') this.say();
  }

  /** Somebody has come into a room, or has left it. Their instances hear it before any page does: none knows more than they. */
  changed(room: Room, id: string): void {
    if (!room.members.has(id)) this.left(room, id);
    if (this.mark(id, ...room.members.keys())) this.say();
  }

  onVerdict({ handshake: { ref }, verdict: { outcome } }: Diagnosis): void {
    if (outcome === 'pending') this.judged.delete(ref.id);
    else bound(this.judged.add(ref.id));
    if (this.open.delete(ref.id)) this.mark(ref.caller, ref.callee);
  }

  of(id: string): Memo | undefined {
    const member = this.options.rooms.member(id);
    if (!member) return undefined;
    const { room, username } = member;
    const known = idsOf(this.othersIn(room.name, id).filter((other) => this.knows(member, other)));
    const pass = handedOn(this.options.ways.get(id)?.pass ?? nobody);
    const answered = this.told.has(id) && { answered: true };
    return { join: { room: room.name, username }, known, pass, open: this.openOf(id).flat(), ...answered };
  }

  /** What goes on with somebody is lost, until it proves otherwise. */
  lose(id: string): void {
    for (const [hop] of this.openOf(id)) if (hop?.handshake) this.options.stream.emit(instanceLost(hop.handshake));
  }

  /**
   * Puts somebody back into a room that had to move here; false: it may not be there any more. Those who were in it know each
   * other and nobody is told anything, until all have had the time to come back: then each hears who has not.
   */
  resume(id: string, { join, known, open }: Memo): boolean {
    const { stream, presence } = this.options;
    // The highest rung first: in between, one that is told a moment later would look missing.
    for (const hop of open.toReversed()) stream.emit({ ...hop, last: true });
    const outcome = presence.resume(id, [join]);
    if (!outcome.ok) return false;
    const before = this.waiting.get(join.room);
    clearTimeout(before?.timer);
    const timer = setTimeout(() => this.settle(join.room), settleMs).unref();
    this.waiting.set(join.room, { timer, known: new Map(before?.known).set(id, known) });
    return true;
  }

  /** Somebody who joins is announced to those in the room, and is given the list of them; somebody who is brought back is not. */
  knows(one: Member, other: Member): boolean {
    const { known } = this.waiting.get(one.room.name) ?? {};
    const isBack = known?.has(other.id) === true;
    const whom = known?.get(one.id);
    if (!whom) return !isBack || one.joinedAt > other.joinedAt;
    return whom.includes(other.id) || (!isBack && other.joinedAt > one.joinedAt);
  }

  close(): void {
    for (const { timer } of this.waiting.values()) clearTimeout(timer);
  }

  /** What its join has come to is on its way to it. */
  private answered(id: string, result: Hop['result'], room: string): void {
    const { known } = this.waiting.get(room) ?? {};
    // It has asked once more: it knows whom it was told to be there.
    if (result === 'reached' && known?.has(id)) known.set(id, idsOf(this.othersIn(room, id)));
    if (result === 'refused' && !this.options.rooms.member(id)) this.options.refused(id);
    else if (this.mark(id)) this.told.add(id);
    this.options.decided(id, result === 'reached');
  }

  private openOf(id: string): Hop[][] {
    return [...this.open.values()].filter(([hop]) => hop?.handshake?.caller === id || hop?.handshake?.callee === id);
  }

  private othersIn(room: string, id: string): Member[] {
    return this.options.rooms.membersOf(room).filter((other) => other.id !== id);
  }

  private keep(hop: Hop, { id, caller, callee }: HandshakeRef): void {
    const hops = this.open.get(id) ?? [];
    // A message that is sent again says nothing more.
    if (this.judged.has(id) || hops.some(({ kind }) => kind === hop.kind) || !this.mark(caller, callee)) return;
    bound(this.open.set(id, [...hops, hop]));
  }

  /** Said once what is being done is done, and before anything else is read. Answers whether anybody is passed on. */
  private mark(...ids: readonly string[]): boolean {
    const passedOn = ids.filter(this.options.isGuest);
    if (passedOn.length > 0 && this.stale.size === 0) queueMicrotask(() => this.say());
    for (const id of passedOn) this.stale.add(id);
    return passedOn.length > 0;
  }

  private say(): void {
    for (const id of this.stale) this.options.say(id, this.of(id));
    this.stale.clear();
    this.told.clear();
  }

  private settle(room: string): void {
    const { rooms, ways } = this.options;
    const members = rooms.membersOf(room);
    for (const member of members) {
      const way = ways.get(member.id);
      for (const other of this.waiting.get(room)?.known.get(member.id) ?? [])
        if (rooms.member(other)?.room.name !== room) way?.emit('user-left', other);
      for (const { id, username } of members.filter((one) => one !== member && !this.knows(member, one)))
        way?.emit('user-joined', { socketId: id, username, polite: false });
    }
    this.waiting.delete(room);
    this.mark(...idsOf(members));
  }

  /** Those who know of it hear now that it has gone, and must not hear it a second time in `settle`. */
  private left(room: Room, id: string): void {
    const { known } = this.waiting.get(room.name) ?? {};
    known?.delete(id);
    for (const [one, others] of known ?? [])
      known?.set(
        one,
        others.filter((other) => other !== id),
      );
  }
}

const idsOf = (members: readonly Member[]) => members.map(({ id }) => id);

/** The instance that has the connection of one side does not answer: nobody can tell more of a handshake. */
const instanceLost = (handshake: HandshakeRef): Hop => ({
  kind: 'instance-lost',
  result: 'reached',
  seenBy: 'gateway',
  at: now(),
  tookMs: 0,
  handshake,
});

/** The oldest goes first. */
function bound(memory: Map<string, unknown> | Set<string>): void {
  const [oldest] = memory.keys();
  if (memory.size > handshakesKept && oldest !== undefined) memory.delete(oldest);
}
