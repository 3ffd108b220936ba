import type { Server } from 'socket.io';
import type { ServerToClient } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';

/** The way to a participant's socket: straight to it, not through a room broadcast (5 to 10 % of a message's cost). */
export class Sockets {
  private server?: Server;

  /** Called once, when the server listens. */
  use(server: Server): void {
    this.server = server;
  }

  /** Writes an event to a socket; false when it is gone. */
  emit<E extends keyof ServerToClient>(id: string, event: E, payload: Parameters<ServerToClient[E]>[0]): boolean {
    const socket = this.server?.sockets.sockets.get(id);
    socket?.emit(event, payload);
    return socket !== undefined;
  }

  /** Writes a relayed message to its target; false when the target is gone. */
  relay(id: string, kind: MessageKind, message: object): boolean {
    const socket = this.server?.sockets.sockets.get(id);
    socket?.emit(kind, message);
    return socket !== undefined;
  }
}
