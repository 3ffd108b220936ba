import type { EngineSocket } from '../connections/engine-socket.js';
import type { Guest } from './guest.js';
import type { SocketConnection } from './socket-connection.js';

/** Rooms of other instances, and participants who come from them: absent where there is only one instance. */
export abstract class Elsewhere {
  /** Who it is, where another instance passes it on. */
  abstract guestOf(conn: EngineSocket): Guest | undefined;
  /**
   * Passes a participant's message on, unread, to where its room lives, or keeps it until it is known where that is; false: it
   * is read here.
   *
   * @param message as Engine.IO has read it, before Socket.IO reads it
   */
  abstract passes(connection: SocketConnection, message: string | Buffer): boolean;
  /** Is the room this instance's, and may a participant come into it from where it is? */
  abstract takes(room: string, connection: SocketConnection): boolean;
  /** The participant's connection has become one that answers pings. */
  abstract proves(participant: string): void;
  /** The participant's browser has answered a ping. */
  abstract pong(participant: string, payload: Buffer): void;
  /** The connection is gone; false: its participant was ours. */
  abstract disconnected(participant: string, reason: string): boolean;
}
