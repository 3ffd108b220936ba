import type { Hop, HopKind, HopParticipant } from '../../domain/hop.js';
import type { RoomView } from '../../../protocol/console.js';
import type { HopWatcher } from '../../hops/hop-watcher.js';
import { inSlices } from '../../telemetry/event-loop.js';

/** Who is in which room now, put together from the comings and goings alone. */
export class LiveView implements HopWatcher {
  readonly name = 'live-view';
  readonly kinds: readonly HopKind[] = ['joined', 'left'];
  private readonly rooms = new Map<string, Map<string, string>>();
  private readonly whereabouts = new Map<string, string>();

  onHop(hop: Hop): void {
    if (hop.result !== 'reached' || hop.room === undefined || hop.from === undefined) return;
    if (hop.kind === 'joined') this.joined(hop.room, hop.from);
    else if (hop.kind === 'left') this.left(hop.from.id);
  }

  get size(): { participants: number; rooms: number } {
    return { participants: this.whereabouts.size, rooms: this.rooms.size };
  }

  /**
   * In iterations of the event loop.
   *
   * @param limit rooms at most, those that were entered first
   */
  list(limit = Infinity): Promise<RoomView[]> {
    return inSlices([...this.rooms.keys()].slice(0, limit), (name) => (this.rooms.has(name) ? [this.room(name)] : []));
  }

  /** Nobody is in a room that is not there. */
  room(room: string): RoomView {
    return { room, participants: Array.from(this.rooms.get(room) ?? [], ([id, username]) => ({ id, username })) };
  }

  /** The name of somebody in a room; empty where there is none. */
  nameOf(id: string): string {
    return this.rooms.get(this.whereabouts.get(id) ?? '')?.get(id) ?? '';
  }

  private joined(room: string, { id, username = '' }: HopParticipant): void {
    this.left(id);
    const members = this.rooms.get(room) ?? new Map<string, string>();
    this.rooms.set(room, members.set(id, username));
    this.whereabouts.set(id, room);
  }

  private left(id: string): void {
    const room = this.whereabouts.get(id);
    if (room === undefined) return;
    this.whereabouts.delete(id);
    const members = this.rooms.get(room);
    members?.delete(id);
    if (members?.size === 0) this.rooms.delete(room);
  }
}
