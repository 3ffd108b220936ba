import type { Way } from './way.js';

/** The ways to all participants that this instance can reach, by their Socket.IO id. */
export class Ways {
  private readonly ways = new Map<string, Way>();
  private ids: Map<string, string> | undefined;

  /** From now on, participants are found by the hashes of their Engine.IO sessions too. */
  indexSessions(): void {
    this.ids = new Map();
  }

  /** Whose session it is. */
  idOf(session: string): string | undefined {
    return this.ids?.get(session);
  }

  get(id: string): Way | undefined {
    return this.ways.get(id);
  }

  add(id: string, way: Way): void {
    this.ways.set(id, way);
    this.ids?.set(way.session, id);
  }

  /** The ids of the participants whose sockets are here, or whose rooms are. */
  participants(): string[] {
    return [...this.ways.keys()];
  }

  remove(id: string): void {
    if (this.ids) this.ids.delete(this.ways.get(id)?.session ?? '');
    this.ways.delete(id);
  }
}
