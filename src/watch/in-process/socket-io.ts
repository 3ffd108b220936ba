import type { IncomingMessage } from 'node:http';
import type { Ending, Observer } from '../observed.js';
import type { EngineRevision } from '../packets.js';
import { EngineSession } from '../proxy/engine-session.js';
import { observePings, type PingableSocket } from './pings.js';

/** A packet of Engine.IO, as its events `packet` and `packetCreate` hand it on. */
interface Packet {
  type: 'open' | 'close' | 'ping' | 'pong' | 'message' | 'upgrade' | 'noop';
  data?: unknown;
}

/** What is used of an Engine.IO connection: of versions 3 to 6, that is of Socket.IO 2 to 4. */
export interface EngineConnection {
  readonly id: string;
  readonly protocol?: number;
  readonly request?: IncomingMessage;
  readonly transport: { readonly name: string; readonly socket?: PingableSocket };
  on(event: 'packet' | 'packetCreate', listener: (packet: Packet) => void): unknown;
  on(event: 'drain', listener: () => void): unknown;
  on(event: 'upgrade', listener: () => void): unknown;
  on(event: 'close', listener: (reason: string) => void): unknown;
}

interface EngineServer {
  readonly clients?: Readonly<Record<string, EngineConnection>>;
  on(event: 'connection', listener: (connection: EngineConnection) => void): unknown;
}

/** What is used of a Socket.IO server. */
export interface SocketIoServer {
  readonly engine?: EngineServer;
  on(event: 'connection', listener: (socket: { conn: EngineConnection }) => void): unknown;
}

/**
 * Reasons of Engine.IO for the end of a connection, where it was not the page that went. One that is closed or reloaded while
 * bytes are under way resets its connection, a `transport error`: only a silence is sure to be the network's.
 */
const endings: Readonly<Record<string, Ending>> = { 'ping timeout': 'lost', 'forced close': 'cut' };

/** Follows every connection of a Socket.IO server, in all its namespaces, by the events of the Engine.IO below it. */
export function observeSocketIo(io: SocketIoServer, observer: Observer): void {
  const known = new WeakSet<EngineConnection>();
  const follow = (connection: EngineConnection) => {
    if (known.has(connection)) return;
    known.add(connection);
    observeConnection(connection, observer);
  };
  for (const connection of Object.values(io.engine?.clients ?? {})) follow(connection);
  if (io.engine) io.engine.on('connection', follow);
  // A server that is not attached yet has no Engine.IO so far.
  else io.on('connection', ({ conn }) => follow(conn));
}

function observeConnection(connection: EngineConnection, observer: Observer): void {
  const { id, request } = connection;
  const revision: EngineRevision = connection.protocol === 3 ? 3 : 4;
  const opened = { session: id, headers: request?.headers ?? {}, address: request?.socket?.remoteAddress ?? '' };
  const session = new EngineSession(id, revision, observer.opened(opened), Infinity, () => undefined);
  let written: Packet[] = [];
  connection.on('packet', (packet) => session.received({ type: packet.type, data: dataOf(packet) }));
  connection.on('packetCreate', (packet) => written.push(packet));
  // Right behind the write of all that was created: a ping that is sent from now on follows it.
  connection.on('drain', () => {
    const packets = written;
    written = [];
    for (const packet of packets) session.sent({ type: packet.type, data: dataOf(packet) });
  });
  const prove = () => {
    if (connection.transport.name === 'websocket') observePings(connection.transport.socket, session);
  };
  prove();
  connection.on('upgrade', prove);
  connection.on('close', (reason) => session.close(endings[reason] ?? 'closed'));
}

function dataOf({ data }: Packet): string | Buffer {
  if (typeof data === 'string' || Buffer.isBuffer(data)) return data;
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : '';
}
