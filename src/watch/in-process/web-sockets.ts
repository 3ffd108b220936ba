import type { IncomingMessage } from 'node:http';
import type { ObservedConnection, ObservedMessage, Observer } from '../observed.js';
import { observePings, type PingableSocket } from './pings.js';

/** What is used of a WebSocket of the library `ws`. */
export interface ServedSocket extends PingableSocket {
  send(data: unknown, ...rest: unknown[]): void;
  prependListener(event: 'message', listener: (data: unknown, isBinary?: boolean) => void): unknown;
  on(event: 'pong', listener: (payload: Buffer) => void): unknown;
  on(event: 'close', listener: (code: number) => void): unknown;
}

/** What is used of a WebSocket server of that library. */
export interface ServingSockets {
  readonly clients?: ReadonlySet<ServedSocket>;
  on(event: 'connection', listener: (socket: ServedSocket, request?: IncomingMessage) => void): unknown;
}

/** No close frame has come (RFC 6455, section 7.1.5). */
const abnormal = 1006;

/** Follows every connection of a `ws` server: its messages, and what is written by `send`, which goes out as it was. */
export function observeWebSockets(server: ServingSockets, observer: Observer): void {
  const follow = (socket: ServedSocket, request?: IncomingMessage) => {
    const headers = request?.headers ?? {};
    const url = request?.url;
    const opened = { headers, address: request?.socket.remoteAddress ?? '', ...(url !== undefined && { url }) };
    observeSocket(socket, observer.opened(opened));
  };
  for (const socket of server.clients ?? []) follow(socket);
  server.on('connection', follow);
}

function observeSocket(socket: ServedSocket, connection: ObservedConnection): void {
  socket.prependListener('message', (data, isBinary) => connection.received(messageOf(data, isBinary)));
  const send = socket.send.bind(socket);
  socket.send = (data, ...rest) => {
    send(data, ...rest);
    connection.sent(messageOf(data));
  };
  observePings(socket, connection);
  socket.on('close', (code) => connection.closed(code === abnormal ? 'lost' : 'closed'));
}

/** In `ws` 8 text comes as bytes as well, and says that it is none. */
function messageOf(data: unknown, isBinary?: boolean): ObservedMessage {
  if (typeof data === 'string') return { text: data };
  const bytes = bytesOf(data);
  return isBinary === false ? { text: bytes.toString('utf8') } : { bytes };
}

function bytesOf(data: unknown): Buffer {
  if (Buffer.isBuffer(data)) return data;
  if (Array.isArray(data)) return Buffer.concat(data.filter((part) => Buffer.isBuffer(part)));
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.alloc(0);
}
