import { now } from '../hops/clock.js';
import type { Ends } from '../hops/ends.js';
import type { Way } from './way.js';

/** The ways to all participants whose sockets are here, by their Socket.IO id. */
export class Ways implements Ends {
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

  ask(participant: string): void {
    this.get(participant)?.ask();
  }

  requestReport(participant: string): void {
    this.get(participant)?.emit('report-wanted');
  }

  sight(participant: string): { transport: boolean; page: boolean } {
    return { transport: this.get(participant)?.answersPings === true, page: false };
  }

  drawsLadder(participant: string): boolean {
    return this.get(participant)?.drawsLadder === true;
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
