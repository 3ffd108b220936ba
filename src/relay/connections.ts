import { now } from '../hops/clock.js';
import type { Ends } from '../hops/ends.js';
import type { Connection } from './connection.js';

/** The connections of all participants whose sockets are here, by their Socket.IO id. */
export class Connections implements Ends {
  private readonly connections = new Map<string, Connection>();
  private readonly ids = new Map<string, { id: string; since: number }>();

  /** Whose session it is, by the hash of that. */
  idOf(session: string): string | undefined {
    return this.ids.get(session)?.id;
  }

  /** Since when its connection is known, in ms since the Unix epoch. */
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

  get(id: string): Connection | undefined {
    return this.connections.get(id);
  }

  add(id: string, connection: Connection): void {
    this.connections.set(id, connection);
    this.ids.set(connection.session, { id, since: now() });
  }

  /** The ids of the participants whose sockets are here. */
  participants(): string[] {
    return [...this.connections.keys()];
  }

  remove(id: string): void {
    this.ids.delete(this.connections.get(id)?.session ?? '');
    this.connections.delete(id);
  }
}
