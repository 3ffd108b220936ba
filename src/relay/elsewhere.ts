import type { Socket } from 'socket.io';
import type { Guest } from './guest.js';
import type { SocketWay } from './socket-way.js';

export type Connection = Socket['conn'];

/** A message of a participant, as Engine.IO has read it, before Socket.IO reads it. */
export interface Arrival {
  conn: Connection;
  way: SocketWay;
  message: string | Buffer;
  /** May it go to another room now? An instance that stops lets nobody, and nobody may do it all the time. */
  mayMove: () => boolean;
  /** It has gone to a room of another instance: that counts as a join. */
  moved: () => void;
  /** Has something done behind all that the participant has sent before. */
  inTurn: (handle: () => void) => void;
}

/** Rooms of other instances, and participants who come from them: absent where there is only one instance. */
export abstract class Elsewhere {
  /** Who it is, where another instance passes it on. */
  abstract guestOf(conn: Connection): Guest | undefined;
  /** Passes a message on, unread, to where its room lives, or keeps it until it is known where that is; false: it is read here. */
  abstract passes(arrival: Arrival): boolean;
  /** Is the room this instance's, and may a participant come into it from where it is? */
  abstract takes(room: string, way: SocketWay): boolean;
  /** The participant's connection has become one that answers pings. */
  abstract proves(conn: Connection): void;
  /** The participant's browser has answered a ping. */
  abstract pong(conn: Connection, payload: Buffer): void;
  /** The connection is gone; false: its participant was ours. */
  abstract disconnected(conn: Connection, reason: string): boolean;
}
