import {
  matches,
  rowLimit,
  type HandshakeFilter,
  type HandshakeRow,
  type LiveChange,
  type LiveSnapshot,
  type RoomView,
} from '../../../protocol/console.js';
import { addFunnels, addSizes, allRooms, lettersSeen, newestFirst } from './merge.js';
import type { Others } from './others.js';

interface Part {
  handshakes: Map<string, HandshakeRow>;
  rooms: Map<string, RoomView>;
  sizes: LiveChange['sizes'];
  funnel: LiveSnapshot['funnel'];
}

/** A snapshot of all instances while it is put together: what has answered already goes on changing. */
export class Gathering {
  /** All have answered, or were waited for long enough. */
  readonly done: Promise<ReadonlyMap<string, Part>>;
  private readonly parts = new Map<string, Part>();
  private readonly asked: number;

  constructor(
    private readonly filter: HandshakeFilter,
    others: Others,
  ) {
    const { names } = others;
    this.asked = names.length;
    this.done = Promise.all(names.map((name) => this.gather(name, others))).then(() => this.parts);
  }

  /** What has changed where it was asked already. */
  hear(from: string, { handshakes, rooms, sizes, funnel }: LiveChange): void {
    const part = this.parts.get(from);
    if (!part) return;
    part.sizes = sizes;
    part.funnel = funnel ?? part.funnel;
    for (const row of handshakes) {
      if (matches(row, this.filter)) part.handshakes.set(row.id, row);
      else part.handshakes.delete(row.id);
    }
    for (const room of rooms) {
      if (room.participants.length > 0) part.rooms.set(room.room, room);
      else part.rooms.delete(room.room);
    }
  }

  /** Everything at once. @param roomLimit rooms at most */
  with(own: LiveSnapshot, roomLimit: number): LiveSnapshot {
    const parts = [...this.parts.values()];
    return {
      handshakes: newestFirst(
        [own.handshakes, ...parts.map(({ handshakes }) => [...handshakes.values()])],
        rowLimit,
        lettersSeen,
      ),
      rooms: allRooms([own.rooms, ...parts.map(({ rooms }) => [...rooms.values()])]).slice(0, roomLimit),
      sizes: addSizes([own.sizes, ...parts.map(({ sizes }) => sizes)]),
      funnel: addFunnels([own.funnel, ...parts.map(({ funnel }) => funnel)]),
      instances: { answered: parts.length + 1, silent: this.asked - parts.length },
    };
  }

  private async gather(instance: string, others: Others): Promise<void> {
    const answer = await others.ask(instance, { kind: 'snapshot', question: { filter: this.filter } });
    if (!answer) return;
    const { handshakes, rooms, sizes, funnel } = answer as LiveSnapshot;
    this.parts.set(instance, {
      handshakes: new Map(handshakes.map((row) => [row.id, row])),
      rooms: new Map(rooms.map((room) => [room.room, room])),
      sizes,
      funnel,
    });
  }
}
