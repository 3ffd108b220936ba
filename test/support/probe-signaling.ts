import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { labPage } from './probe-page.js';
import { atEnd } from './teardown.js';

/** A lab page with the Socket.IO client, and the server of its signaling, which answers as it has to; its URL. */
export async function runSignalingSite(
  probe: string,
  attributes = '',
  answer: (socket: Socket, event: string, payload: unknown[]) => void = () => undefined,
): Promise<string> {
  const page = `<script src="/socket.io/socket.io.min.js"></script>`;
  const server = createServer((_request, response) =>
    response.setHeader('Content-Type', 'text/html').end(labPage(probe, attributes) + page),
  );
  const io = new Server(server);
  io.on('connection', (socket) =>
    socket.onAny((event: string, ...payload: unknown[]) => answer(socket, event, payload)),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    void io.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
