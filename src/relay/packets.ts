import type { EngineSocket } from '../connections/engine-socket.js';

/** A packet as Engine.IO hands it to its listeners, and then goes on with itself. */
interface EngineIoPacket {
  type: string;
  data?: unknown;
}

/** Types of the Socket.IO protocol, version 5, by their first character. */
const connectType = '0';
/** A binary event or acknowledgement, and how many attachments it announces; the parser takes ten at most. */
const announcement = /^([56])(\d|10)-/;
const withoutAttachments = { '5': '2', '6': '3' } as const;

export interface PassOptions {
  /** May the connection become a Socket.IO socket, once more? Refused, it has been told and is about to close. */
  connects: (conn: EngineSocket) => boolean;
  /** Is a message taken over by another instance? */
  passes: (conn: EngineSocket, message: unknown) => boolean;
}

/**
 * What goes on from Engine.IO to Socket.IO. A CONNECT goes on while the connection has no socket and none is being made:
 * Socket.IO itself makes one of each that comes before the first is through. Attachments do not go on, since no event has
 * any: Socket.IO would keep what they are announced by until they come.
 */
export function passPackets(conn: EngineSocket, options: PassOptions): void {
  let attachments = 0;
  conn.on('packet', (packet: EngineIoPacket) => {
    if (packet.type !== 'message') return;
    const { data } = packet;
    if (options.passes(conn, data)) drop(packet);
    else if (typeof data !== 'string') {
      if (attachments > 0) drop(packet);
      attachments = Math.max(0, attachments - 1);
    } else if (data.startsWith(connectType)) {
      if (toDefaultNamespace(data) && !options.connects(conn)) drop(packet);
    } else if (data.startsWith('5') || data.startsWith('6')) {
      const [start = '', type, count] = announcement.exec(data) ?? [];
      // What is none is for the parser to refuse.
      if (Number(count) > 0) {
        attachments = Number(count);
        packet.data = `${withoutAttachments[type as '5' | '6']}${data.slice(start.length)}`;
      }
    }
  });
}

/** Any other is refused by Socket.IO, which makes no socket for it. */
function toDefaultNamespace(connect: string): boolean {
  return connect[1] !== '/' || connect[2] === ',' || connect.length === 2;
}

function drop(packet: EngineIoPacket): void {
  packet.type = 'noop';
}
