import type { Rooms } from '../relay/rooms.js';
import type { Ways } from '../relay/ways.js';

/** How long the others of a room are waited for, in ms, after the last has come back. */
const settleMs = 1000;

/**
 * A room that has lost its home is put together again by those who were in it, each from its own instance. They know each
 * other, so nobody is told anything, until all have had the time to come back: then each hears who has not.
 */
export class Resumption {
  private readonly waiting = new Map<string, { timer: NodeJS.Timeout; known: Map<string, readonly string[]> }>();

  constructor(
    private readonly rooms: Rooms,
    private readonly ways: Ways,
  ) {}

  /** @param known the others that the participant was in the room with */
  add(room: string, id: string, known: readonly string[]): void {
    const before = this.waiting.get(room);
    clearTimeout(before?.timer);
    const timer = setTimeout(() => this.settle(room), settleMs).unref();
    this.waiting.set(room, { timer, known: new Map(before?.known).set(id, known) });
  }

  close(): void {
    for (const { timer } of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }

  private settle(room: string): void {
    const { known } = this.waiting.get(room) ?? {};
    this.waiting.delete(room);
    const members = this.rooms.membersOf(room);
    for (const { id } of members) {
      const others = known?.get(id);
      const way = this.ways.get(id);
      if (!others || !way) continue;
      for (const other of others) if (!members.some((member) => member.id === other)) way.emit('user-left', other);
      for (const { id: socketId, username } of members) {
        // Whoever has joined meanwhile, and not come back, was announced then.
        if (socketId === id || others.includes(socketId) || !known?.has(socketId)) continue;
        way.emit('user-joined', { socketId, username, polite: false });
      }
    }
  }
}
