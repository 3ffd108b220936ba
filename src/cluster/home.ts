import type { HandshakeRef } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import { refuse, type HopDraft } from '../hops/step.js';
import type { Events } from '../relay/events.js';
import type { Presence } from '../relay/presence.js';
import type { Rooms } from '../relay/rooms.js';
import { SocketWay } from '../relay/socket-way.js';
import { validateJoin } from '../relay/validate.js';
import type { Ways } from '../relay/ways.js';
import type { Clocks } from './clocks.js';
import type { Directory } from './directory.js';
import { instanceLost } from './instance-lost.js';
import type { Link } from './link.js';
import type { Messages, Replies } from './messages.js';
import { RemoteWay } from './remote-way.js';
import { Resumption } from './resumption.js';

export interface HomeOptions {
  link: Link;
  directory: Directory;
  clocks: Clocks;
  rooms: Rooms;
  ways: Ways;
  events: Events;
  presence: Presence;
  stream: HopStream;
  /** The handshakes of a participant that have not settled. */
  openOf: (participant: string) => readonly HandshakeRef[];
}

/** The rooms that live here, for participants whose sockets are elsewhere: they come in as if they were ours. */
export class Home {
  /** By instance, the participants whose sockets it holds. */
  private readonly guests = new Map<string, Set<string>>();
  private readonly resumption: Resumption;

  constructor(private readonly options: HomeOptions) {
    this.resumption = new Resumption(options.rooms, options.ways);
  }

  /** A participant joins a room that may be at home here, or comes back to one that had to move here. */
  async enter(
    edge: string,
    { id, connection, args, known }: Messages['enter'],
    reply: (body: Replies['enter']) => void,
  ): Promise<void> {
    const { link, clocks, ways, presence } = this.options;
    const join = validateJoin(args);
    if (join.ok && !(await this.isHere(join.value.room))) return reply({ moved: true });
    const before = ways.get(id);
    ways.add(id, new RemoteWay(link, clocks, edge, id, connection));
    const outcome = known ? this.resume(id, args, known) : presence.join(id, args);
    if (outcome.ok) this.guestsOf(edge).add(id);
    else if (!before) ways.remove(id);
    if (!outcome.ok && join.ok) this.releaseEmpty(join.value.room);
    reply({ outcome });
  }

  /** Puts a participant back into a room, whose others it knows already. */
  resume(id: string, args: unknown[], known: string[]): ReturnType<Presence['resume']> {
    const outcome = this.options.presence.resume(id, args);
    if (outcome.ok) this.resumption.add(outcome.value.room, id, known);
    return outcome;
  }

  event(edge: string, { id, event, args, at }: Messages['event'], reply: (body: Replies['event']) => void): void {
    const { clocks, events } = this.options;
    if (!this.holds(edge, id)) return reply({ outcome: refuse('instance-unreachable') });
    const told: { hop?: HopDraft } = {};
    events.handle(id, event, args, (outcome) => reply({ outcome, ...told }), {
      arrived: clocks.own(edge, at, now()),
      received: (hop) => {
        if (hop.message !== 'ice-candidate') told.hop = { ...hop };
      },
    });
  }

  refused(edge: string, { id, event, target, refusal: limited }: Messages['refused']): void {
    if (this.holds(edge, id)) this.options.events.handle(id, event, [{ target }], () => undefined, { limited });
  }

  gone(edge: string, { id, reason }: Messages['gone']): void {
    if (!this.holds(edge, id)) return;
    this.guests.get(edge)?.delete(id);
    this.options.ways.remove(id);
    this.options.events.disconnected(id, reason);
  }

  proves(edge: string, { id }: Messages['proves']): void {
    const way = this.options.ways.get(id);
    if (way instanceof RemoteWay && way.edge === edge) way.answersPings = true;
  }

  /** What an edge has seen at the end of one of its participants, by our clock. */
  seen(edge: string, { hop }: Messages['seen']): void {
    const { at, uncertaintyMs } = this.options.clocks.own(edge, hop.at, now());
    this.options.stream.emit({ ...hop, at, uncertaintyMs });
  }

  /** Who was lost while the two could not reach each other: our guests that are gone, and its participants unknown here. */
  roster(edge: string, { ids }: Messages['roster']): Replies['roster'] {
    const here = new Set(ids);
    for (const id of Array.from(this.guestsOf(edge)))
      if (!here.has(id)) this.gone(edge, { id, reason: 'transport close' });
    return { unknown: ids.filter((id) => !this.holds(edge, id)) };
  }

  /** An instance is gone, and all its participants with it. */
  lose(edge: string): void {
    for (const id of Array.from(this.guestsOf(edge))) this.gone(edge, { id, reason: 'server shutting down' });
    this.guests.delete(edge);
  }

  /** Nobody can be reached: what is going on between instances is lost with that, until it proves otherwise. */
  down(): void {
    const open = [...this.guests.values()].flatMap((ids) => [...ids].flatMap((id) => this.options.openOf(id)));
    for (const ref of new Map(open.map((one) => [one.id, one])).values()) this.options.stream.emit(instanceLost(ref));
  }

  /** Two instances have claimed a room, as may happen when Redis was started anew; the other one has it now. */
  giveUp(room: string): void {
    const { rooms, ways, link, events } = this.options;
    for (const { id } of rooms.membersOf(room)) {
      const way = ways.get(id);
      if (way instanceof RemoteWay) {
        this.gone(way.edge, { id, reason: 'server shutting down' });
        link.tell(way.edge, 'moved', { id });
      } else if (way instanceof SocketWay) {
        events.disconnected(id, 'server shutting down');
        // Its page joins where the room is now.
        way.reconnect();
      }
    }
  }

  /** A room of ours that has no members is anybody's. */
  releaseEmpty(room: string): void {
    if (!this.options.rooms.has(room)) void this.options.directory.release(room);
  }

  close(): void {
    this.resumption.close();
  }

  /** A room that has members here is at home here; any other is, if nobody else has claimed it. */
  private async isHere(room: string): Promise<boolean> {
    const { rooms, directory, link } = this.options;
    return rooms.has(room) || (await directory.claim(room)) === link.self;
  }

  private holds(edge: string, id: string): boolean {
    return this.guests.get(edge)?.has(id) === true;
  }

  private guestsOf(edge: string): Set<string> {
    const known = this.guests.get(edge);
    if (known) return known;
    const guests = new Set<string>();
    this.guests.set(edge, guests);
    return guests;
  }
}
