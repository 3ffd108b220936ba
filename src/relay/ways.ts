import type { Way } from './way.js';

/** The ways to all participants that this instance can reach, by their Socket.IO id. */
export class Ways {
  private readonly ways = new Map<string, Way>();

  get(id: string): Way | undefined {
    return this.ways.get(id);
  }

  add(id: string, way: Way): void {
    this.ways.set(id, way);
  }

  /** The ids of the participants whose sockets are here. */
  here(): string[] {
    return Array.from(this.ways).flatMap(([id, { elsewhere }]) => (elsewhere ? [] : [id]));
  }

  remove(id: string): void {
    this.ways.delete(id);
  }
}
