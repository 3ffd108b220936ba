import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type ServerOptions } from 'ws';
import type { Socket } from 'socket.io';
import { limits } from '../../protocol/limits.js';
import type { EngineSocket } from '../connections/engine-socket.js';
import { CorkedSocket } from './corked-socket.js';

/**
 * How long a client may take to close its side, in ms, once the gateway has; by itself `ws` waits 30 s. And into how many
 * pieces a message may be cut: each costs some hundred bytes of memory, and no browser or network makes so many.
 */
const bounds: object = { closeTimeout: 2000, maxFragments: 256, maxBufferedChunks: 1024 };

/** Called with every WebSocket as it opens, and the session that it would take over, if it names one. */
export type OnOpened = (request: IncomingMessage, webSocket: PingedSocket, tcp: Duplex, session?: string) => void;

/** A WebSocket that knows how many of its pings are to be answered yet: a pong beyond that was asked for by nobody. */
export class PingedSocket extends CorkedSocket {
  unanswered = 0;

  override ping(...[data, mask, sent]: Parameters<WebSocket['ping']>): void {
    this.unanswered++;
    super.ping(data, mask, sent);
  }
}

/**
 * The WebSocket below a Socket.IO socket, for the pings that prove delivery. Engine.IO takes the WebSocket server from
 * its option `wsEngine`, so that ours can note which request became which WebSocket, without reaching into its fields.
 */
export class WebSockets {
  private readonly ofRequest = new WeakMap<object, PingedSocket>();
  /** Engine.IO's responses to requests for an upgrade that are not answered yet. */
  private readonly responses = new WeakMap<object, { req: unknown }>();
  /** WebSockets that took, or will take, the place of a polling transport, by Engine.IO session id. */
  private readonly upgrading = new Map<string, { webSocket: PingedSocket; tcp: Duplex }>();

  /** What has come last, over whichever connection: `ws` says what is wrong with it before anything else comes. */
  private readonly last: { tcp?: Duplex; chunk?: Buffer } = {};

  opened: OnOpened = () => undefined;

  /** The class to hand to Engine.IO. */
  engine(): new (options?: ServerOptions) => WebSocketServer {
    const note = (request: IncomingMessage, webSocket: PingedSocket, tcp: Duplex) => this.note(request, webSocket, tcp);
    return class extends WebSocketServer {
      constructor(options?: ServerOptions) {
        super({ ...options, ...bounds, WebSocket: PingedSocket, autoPong: false });
      }

      override handleUpgrade(
        request: IncomingMessage,
        socket: Duplex,
        head: Buffer,
        done: (webSocket: WebSocket, request: IncomingMessage) => void,
      ): void {
        super.handleUpgrade(request, socket, head, (webSocket, upgraded) => {
          note(upgraded, webSocket as PingedSocket, socket);
          done(webSocket, upgraded);
        });
      }
    };
  }

  /** Middleware of Engine.IO, which gives a request for an upgrade a response of its own. */
  readonly respond = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (request.headers.upgrade !== undefined) this.responses.set(request, response);
    next();
  };

  /** Calls back with the WebSocket of a connection: at once, or when its transport is upgraded; never for polling. */
  of({ conn }: Pick<Socket, 'conn'>, found: (webSocket: PingedSocket) => void): void {
    const ready = this.now(conn);
    if (ready) {
      found(ready);
      return;
    }
    conn.once('upgrade', () => {
      const upgraded = this.upgraded(conn);
      if (upgraded) found(upgraded);
    });
  }

  /** The WebSocket that a connection began on; none where it began by polling. */
  born(conn: EngineSocket): PingedSocket | undefined {
    return this.ofRequest.get(conn.request);
  }

  /** The WebSocket that a connection is on now; none while it polls. */
  now(conn: EngineSocket): PingedSocket | undefined {
    return this.born(conn) ?? (conn.transport.name === 'websocket' ? this.upgraded(conn) : undefined);
  }

  /** What the bytes of a connection are written to; undefined for polling, where every write is a response of its own. */
  tcpOf(conn: EngineSocket): Duplex | undefined {
    if (conn.transport.name !== 'websocket') return undefined;
    return this.upgrading.get(sessionOf(conn))?.tcp ?? conn.request.socket;
  }

  /** The bytes that `ws` has just found fault with, if they are of this connection. */
  readingOf(conn: EngineSocket): Buffer | undefined {
    return this.last.tcp === this.tcpOf(conn) ? this.last.chunk : undefined;
  }

  /**
   * Engine.IO and Socket.IO keep the HTTP request of every connection for as long as it lasts, with its streams and buffers
   * and whatever a client has put into it. What anybody asks of it later is these few fields, each bounded.
   */
  slim(conn: EngineSocket): void {
    const request: IncomingMessage & { _query?: Record<string, string> } = conn.request;
    const { socket, method, headers } = request;
    const kept = { headers: keptOf(headers), url: '', method, socket, connection: socket, _query: { EIO: '4' } };
    const webSocket = this.ofRequest.get(request);
    if (webSocket) this.ofRequest.set(kept, webSocket);
    (conn as { request: unknown }).request = kept;
  }

  private upgraded(conn: EngineSocket): PingedSocket | undefined {
    return this.upgrading.get(sessionOf(conn))?.webSocket;
  }

  private note(request: IncomingMessage, webSocket: PingedSocket, tcp: Duplex): void {
    const session = sessionAskedFor(request);
    // It waits for the end of the TCP connection, and would keep the whole request until then: 3 kB.
    const response = this.responses.get(request);
    if (response) response.req = undefined;
    webSocket.leaveBy(tcp);
    // `ws` keeps to itself what it refuses.
    tcp.on('data', (chunk: Buffer) => {
      this.last.tcp = tcp;
      this.last.chunk = chunk;
    });
    this.opened(request, webSocket, tcp, session);
    // Not by `ws` itself, which goes on answering what comes behind the last word.
    webSocket.on('ping', (payload) => webSocket.readyState === WebSocket.OPEN && webSocket.pong(payload));
    if (session === undefined) {
      this.ofRequest.set(request, webSocket);
      return;
    }
    this.upgrading.set(session, { webSocket, tcp });
    webSocket.once('close', () => {
      if (this.upgrading.get(session)?.webSocket === webSocket) this.upgrading.delete(session);
    });
  }
}

/** Characters of a header that is kept; a token is read, and forgotten then. */
const keptChars = { 'accept-language': 256, origin: 256, authorization: limits.tokenChars + 16 } as const;

function keptOf(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept: IncomingHttpHeaders = {};
  for (const [name, chars] of Object.entries(keptChars)) {
    const value = headers[name];
    if (typeof value === 'string' && value.length <= chars) kept[name] = value;
  }
  return kept;
}

/** Engine.IO's session id, which the upgrade request carries as `sid`: public by its README, private by its types. */
export function sessionOf(conn: EngineSocket): string {
  return (conn as unknown as { readonly id: string }).id;
}

/** The session that a request names, read as Engine.IO reads it: of several the last one, and an empty one is none. */
export function sessionAskedFor({ url = '' }: Pick<IncomingMessage, 'url'>): string | undefined {
  return new URL(url, 'http://host').searchParams.getAll('sid').at(-1) || undefined;
}
