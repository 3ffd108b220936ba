import type { Hop } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { HopWatcher } from '../hops/hop-watcher.js';
import type { Presence } from '../relay/presence.js';
import type { Member, Room, Rooms } from '../relay/rooms.js';
import type { Connections } from '../relay/connections.js';
import type { Memo } from './hello.js';

export interface RegatheringOptions {
  stream: HopStream;
  rooms: Rooms;
  connections: Connections;
  presence: Presence;
  /** What these know has changed. */
  onSettled: (participants: readonly string[]) => void;
}

/** How long the others of a room are waited for, in ms, after the last has come back. */
const settleMs = 1000;

/**
 * Rooms that had to move here, and are put together again. Those who were in one know each other, and hear nothing until all
 * have had the time to come back: then each hears who has not.
 */
export class Regathering implements HopWatcher {
  readonly name = 'regathering';
  readonly kinds = ['joined'] as const;
  /** By room: whom each participant in it believes to be there. In any other room everybody knows everybody. */
  private readonly rooms = new Map<string, { timer: NodeJS.Timeout; known: Map<string, Set<string>> }>();

  constructor(private readonly options: RegatheringOptions) {}

  /** Puts somebody back into its room; false: it may not be there any more. */
  resume(id: string, { join, known, open }: Memo): boolean {
    const { stream, presence } = this.options;
    // The highest rung first: in between, one that comes a moment later would look missing.
    for (const hop of open.toReversed()) stream.emit({ ...hop, last: true });
    if (!presence.resume(id, [join]).ok) return false;
    const before = this.rooms.get(join.room);
    clearTimeout(before?.timer);
    const others = this.othersIn(join.room, id);
    const knownBy = before?.known ?? new Map(others.map((other) => [other, new Set(others)]));
    const timer = setTimeout(() => this.settle(join.room), settleMs).unref();
    this.rooms.set(join.room, { timer, known: knownBy.set(id, new Set(known)) });
    return true;
  }

  onHop({ result, room = '', from }: Hop): void {
    const known = this.rooms.get(room)?.known;
    // Behind a join, and one that was asked for once more, it knows all who are there.
    if (known && from && result === 'reached') known.set(from.id, new Set(this.othersIn(room, from.id)));
  }

  /** Somebody has joined a room, or has left it, and those who know of it hear that now. */
  changed({ name, members }: Room, id: string): void {
    const known = this.rooms.get(name)?.known;
    if (!members.has(id)) known?.delete(id);
    for (const others of known?.values() ?? [])
      if (members.has(id)) others.add(id);
      else others.delete(id);
  }

  /** Does one believe the other to be there? Undefined where nobody is waited for. */
  knows(one: Member, other: string): boolean | undefined {
    return this.rooms.get(one.room.name)?.known.get(one.id)?.has(other);
  }

  close(): void {
    for (const { timer } of this.rooms.values()) clearTimeout(timer);
  }

  private othersIn(room: string, id: string): string[] {
    return this.options.rooms.membersOf(room).flatMap((other) => (other.id === id ? [] : [other.id]));
  }

  private settle(room: string): void {
    const { rooms, connections, onSettled } = this.options;
    const members = rooms.membersOf(room);
    const ids = members.map(({ id }) => id);
    for (const member of members) {
      const connection = connections.get(member.id);
      for (const other of this.rooms.get(room)?.known.get(member.id) ?? [])
        if (!ids.includes(other)) connection?.emit('user-left', other);
      for (const { id, username } of members.filter(
        (other) => other !== member && this.knows(member, other.id) === false,
      ))
        connection?.emit('user-joined', { socketId: id, username, polite: false });
    }
    this.rooms.delete(room);
    onSettled(ids);
  }
}
