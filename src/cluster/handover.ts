import type { Bounds } from '../bounds/bounds.js';
import { forgetOldest } from '../bounds/forget-oldest.js';
import type { HandshakeRef, Hop } from '../domain/hop.js';
import { handedOn, nobody } from '../entry/grant.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Diagnosis, HopWatcher } from '../hops/hop-watcher.js';
import type { Rooms } from '../relay/rooms.js';
import type { Connections } from '../relay/connections.js';
import type { Visitor } from './guests.js';
import type { Memo } from './hello.js';

export interface HandoverOptions {
  /** Handshakes whose hops are kept for the next instance; the oldest go first. */
  bounds: Pick<Bounds, 'handed-over'>;
  stream: HopStream;
  rooms: Rooms;
  connections: Connections;
  /** The handshakes of a participant that have not settled. */
  openOf: (participant: string) => readonly HandshakeRef[];
  /** Those who are passed on to this instance, by Socket.IO id. */
  guests: ReadonlyMap<string, Visitor>;
}

/** What the next instance has to know of somebody who is passed on, said to their own instance as soon as it changes. */
export class Handover implements HopWatcher {
  readonly name = 'handover';
  readonly kinds = [
    'joined',
    'event-received',
    'offer-received',
    'offer-forwarded',
    'answer-received',
    'answer-forwarded',
  ] as const;
  /** The hops of their handshakes, by handshake. */
  private readonly hops = new Map<string, Hop[]>();
  private readonly stale = new Set<string>();

  constructor(private readonly options: HandoverOptions) {}

  onHop(hop: Hop): void {
    const { kind, result, handshake, from } = hop;
    if (kind === 'joined' && from && result === 'refused' && !this.options.rooms.member(from.id))
      this.options.guests.get(from.id)?.refused();
    if (result !== 'reached') return;
    if (handshake) this.keep(hop, handshake);
    // A token may have been renewed, or have come with the join.
    else if (from) this.mark(from.id);
    // Ahead of the offer itself: the page that has got that knows of a handshake that is lost with this instance.
    if (kind === 'offer-received') this.say();
  }

  /** Somebody has come into a room, or has left it. Their instances hear it before any page does: none knows more than they. */
  changed(members: Iterable<string>, id: string): void {
    if (this.mark(id, ...members)) this.say();
  }

  onVerdict({ handshake: { ref }, verdict: { outcome } }: Diagnosis): void {
    if (outcome !== 'pending') this.hops.delete(ref.id);
    this.mark(ref.caller, ref.callee);
  }

  of(id: string): Memo | undefined {
    const { rooms, connections, openOf } = this.options;
    const member = rooms.member(id);
    if (!member) return undefined;
    const { room, username } = member;
    const others = [...room.members.values()].filter((other) => other !== member && rooms.knows(member, other));
    return {
      join: { room: room.name, username },
      known: others.map((other) => other.id),
      grant: handedOn(connections.get(id)?.grant ?? nobody),
      open: openOf(id).flatMap((ref) => this.hops.get(ref.id) ?? []),
    };
  }

  /** What goes on with somebody is lost, until it proves otherwise. */
  lose(id: string): void {
    for (const handshake of this.options.openOf(id)) this.options.stream.emit(instanceLost(handshake));
  }

  /** What is known of participants may have changed: that is said once what is being done is done. Answers whether any is passed on. */
  mark(...ids: readonly string[]): boolean {
    const passedOn = ids.filter((id) => this.options.guests.has(id));
    const say = () => this.options.stream.guard(this.name, () => this.say(), undefined);
    if (passedOn.length > 0 && this.stale.size === 0) queueMicrotask(say);
    for (const id of passedOn) this.stale.add(id);
    return passedOn.length > 0;
  }

  private keep(hop: Hop, { id, caller, callee }: HandshakeRef): void {
    const hops = this.hops.get(id) ?? [];
    // A message that is sent again says nothing more.
    if (hops.some(({ kind }) => kind === hop.kind) || !this.mark(caller, callee)) return;
    this.hops.set(id, [...hops, { ...hop }]);
    forgetOldest(this.hops, this.options.bounds['handed-over'], 'handed-over');
  }

  private say(): void {
    for (const id of this.stale) this.options.guests.get(id)?.say(this.of(id));
    this.stale.clear();
  }
}

/** The instance that has the connection of one side does not answer: nobody can tell more of a handshake. */
const instanceLost = (handshake: HandshakeRef): Hop => ({
  kind: 'instance-lost',
  result: 'reached',
  seenBy: 'gateway',
  at: now(),
  tookMs: 0,
  handshake,
});
