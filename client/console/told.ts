import {
  matches,
  rowLimit,
  type HandshakeFilter,
  type HandshakeRow,
  type LiveAway,
  type LiveChange,
  type LiveSnapshot,
  type RoomView,
} from '../../protocol/console.js';
import { addFunnels, addRoom, addSizes, lettersSeen, newestFirst } from '../../protocol/merge.js';

/** Rooms that are listed at most. */
const roomsListed = 500;

/** What one instance has told. */
interface Part extends Pick<LiveSnapshot, 'sizes' | 'funnel'> {
  rows: readonly HandshakeRow[];
  rooms: Map<string, RoomView>;
}

/** Stands for the instance that was asked. */
const here = '';

/** What the instances have told, kept by instance, and added up where it is looked at. */
export class Told {
  readonly #parts = new Map<string, Part>();
  readonly #silent = new Set<string>();
  #filter: HandshakeFilter = {};

  /** What the filter lets through, newest first, and no more than a list shows. */
  get handshakes(): HandshakeRow[] {
    return newestFirst(
      this.#all.flatMap(({ rows }) => rows),
      rowLimit,
      lettersSeen,
    );
  }

  get rooms(): RoomView[] {
    const byName = new Map<string, RoomView>();
    for (const { rooms } of this.#all) for (const room of rooms.values()) addRoom(byName, room);
    return [...byName.values()].slice(0, roomsListed);
  }

  get sizes(): LiveChange['sizes'] {
    return addSizes(this.#all.map(({ sizes }) => sizes));
  }

  get funnel(): LiveSnapshot['funnel'] {
    return addFunnels(this.#all.map(({ funnel }) => funnel));
  }

  /** Where the instances are reached that do not answer. */
  get silent(): string[] {
    return [...this.#silent];
  }

  filter(filter: HandshakeFilter): void {
    this.#filter = filter;
    for (const part of this.#all) part.rows = part.rows.filter((row) => matches(row, filter));
  }

  /** Everything comes anew. */
  begin(): void {
    this.#parts.clear();
    this.#silent.clear();
  }

  snapshot(all: LiveSnapshot): void {
    const { instance = here, sizes, funnel } = all;
    this.#silent.delete(instance);
    this.#parts.set(instance, { rows: [], rooms: new Map(), sizes, funnel });
    this.change(all);
  }

  change({ instance = here, handshakes, rooms, sizes, funnel }: LiveChange): void {
    const part = this.#parts.get(instance);
    if (!part) return;
    const rows = new Map([...part.rows, ...handshakes].map((row) => [row.id, row]));
    part.rows = newestFirst(
      [...rows.values()].filter((row) => matches(row, this.#filter)),
      rowLimit,
      lettersSeen,
    );
    for (const view of rooms) {
      if (view.participants.length === 0) part.rooms.delete(view.room);
      else if (part.rooms.has(view.room) || part.rooms.size < roomsListed) part.rooms.set(view.room, view);
    }
    part.sizes = sizes;
    if (funnel) part.funnel = funnel;
  }

  away({ instance, silent }: LiveAway): void {
    this.#parts.delete(instance);
    this.#silent.delete(instance);
    if (silent) this.#silent.add(instance);
  }

  get #all(): Part[] {
    return [...this.#parts.values()];
  }
}
