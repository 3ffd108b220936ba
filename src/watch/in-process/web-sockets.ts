import type { IncomingMessage } from 'node:http';
import type { ObservedConnection, ObservedMessage, Observer } from '../observed.js';
import { observePings, open, type PingableSocket } from './pings.js';

/** What is used of a WebSocket of the library `ws`. */
export interface ServedSocket extends PingableSocket {
  send(data: unknown, ...rest: unknown[]): void;
  close(...args: unknown[]): void;
  terminate?(): void;
  readonly _closeFrameReceived?: boolean;
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
/** A server that terminates a connection on which nothing has come for that long, in ms, has given up a silent page. */
const silentMs = 10_000;

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
  let heardAt = performance.now();
  /** What the server did to end it while its page had not: what becomes of a `close`, the page's answer tells. */
  let ended: 'closed' | 'cut' | 'lost' | undefined;
  socket.prependListener('message', (data, isBinary) => {
    heardAt = performance.now();
    connection.received(messageOf(data, isBinary));
  });
  const [send, close, terminate] = [
    socket.send.bind(socket),
    socket.close.bind(socket),
    socket.terminate?.bind(socket),
  ];
  socket.send = (data, ...rest) => {
    send(data, ...rest);
    connection.sent(messageOf(data));
  };
  socket.close = (...args) => {
    if (isWithin(socket)) ended ??= 'closed';
    close(...args);
  };
  if (terminate)
    socket.terminate = () => {
      if (isWithin(socket)) ended ??= performance.now() - heardAt > silentMs ? 'lost' : 'cut';
      terminate();
    };
  observePings(socket, connection);
  socket.on?.('pong', () => (heardAt = performance.now()));
  socket.on('close', (code) =>
    connection.closed(ended === 'closed' ? (code === abnormal ? 'lost' : 'cut') : (ended ?? 'closed')),
  );
}

/**
 * Is it open, and has its page not said goodbye? `ws` answers that by the very method with which a server closes it
 * (`receiverOnConclude` in its `websocket.js`), and nothing public tells the two apart.
 */
// oxlint-disable-next-line no-underscore-dangle -- see above
const isWithin = (socket: ServedSocket): boolean => socket.readyState === open && socket._closeFrameReceived !== true;

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
