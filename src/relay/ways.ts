import { now } from '../hops/clock.js';
import type { Way } from './way.js';

/** The ways to all participants whose sockets are here, by their Socket.IO id. */
export class Ways {
  private readonly ways = new Map<string, Way>();
  private readonly ids = new Map<string, { id: string; since: number }>();

  /** Whose session it is, by the hash of that. */
  idOf(session: string): string | undefined {
    return this.ids.get(session)?.id;
  }

  /** Since when its way is known, in ms since the Unix epoch. */
  sinceOf(session: string): number | undefined {
    return this.ids.get(session)?.since;
  }

  get(id: string): Way | undefined {
    return this.ways.get(id);
  }

  add(id: string, way: Way): void {
    this.ways.set(id, way);
    this.ids.set(way.session, { id, since: now() });
  }

  /** The ids of the participants whose sockets are here. */
  participants(): string[] {
    return [...this.ways.keys()];
  }

  remove(id: string): void {
    this.ids.delete(this.ways.get(id)?.session ?? '');
    this.ways.delete(id);
  }
}
