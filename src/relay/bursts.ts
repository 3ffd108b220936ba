import type { Server } from 'socket.io';
import type { WebSockets } from './web-sockets.js';

/**
 * Has everything that Engine.IO writes leave with what else is written in that iteration of the event loop. Of several
 * instances, Socket.IO hands it frames that are encoded already, which Engine.IO writes past `send` of the WebSocket: it tells
 * ahead of that.
 */
export function writeBurstsAtOnce({ engine }: Server, webSockets: WebSockets): void {
  engine.on('flush', (connection) => webSockets.now(connection)?.hold());
}
