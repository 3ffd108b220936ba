import type { Server, Socket } from 'socket.io';
import { fingerprint } from '../../protocol/facts.js';
import type { ServerToClient } from '../../protocol/messages.js';
import { sessionOf } from './web-sockets.js';

/** The way to a participant's socket: straight to it, not through a room broadcast (5 to 10 % of a message's cost). */
export class Sockets {
  private server?: Server;

  /** Called once, when the server listens. */
  use(server: Server): void {
    this.server = server;
  }

  get(id: string): Socket | undefined {
    return this.server?.sockets.sockets.get(id);
  }

  /** Hash of the Engine.IO session of a socket: a secret between its page and the gateway. */
  sessionOf(id: string): string | undefined {
    const socket = this.get(id);
    return socket && fingerprint(sessionOf(socket.conn));
  }

  /** Is one of these the Engine.IO session of a participant's socket? */
  hasSession(id: string, sessions: readonly string[]): boolean {
    const socket = this.get(id);
    return socket !== undefined && sessions.includes(sessionOf(socket.conn));
  }

  /** Writes an event to a socket, if it is still there. */
  emit<E extends keyof ServerToClient>(id: string, event: E, payload: Parameters<ServerToClient[E]>[0]): void {
    this.get(id)?.emit(event, payload);
  }
}
