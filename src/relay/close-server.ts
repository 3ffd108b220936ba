import type { Server as HttpServer } from 'node:http';
import type { Server } from 'socket.io';

/** What the last bytes and the closing of connections may take, in ms. */
const boundMs = 2000;
const sweepMs = 20;

/** Waits until the connections that are being closed have ended, listens no more; for as long as the bound at most. */
export async function closeServer(server: Server): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, boundMs);
  await Promise.race([ended(server), late]);
  clearTimeout(timer);
}

async function ended(server: Server): Promise<void> {
  const sockets = Array.from(server.sockets.sockets.values());
  // Over HTTP polling, a connection ends with the next request for messages: somebody has to be there to answer it.
  await Promise.all(sockets.map((socket) => new Promise<void>((gone) => socket.once('disconnect', () => gone()))));
  const http = server.httpServer as HttpServer;
  // Node closes those that are idle when it stops listening, and not those that become idle after that.
  const sweep = setInterval(() => http.closeIdleConnections(), sweepMs);
  await new Promise<void>((closed) => http.close(() => closed()));
  clearInterval(sweep);
}
