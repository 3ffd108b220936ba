import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import type { Socket } from 'socket.io';

/** How long a client may take to close its side, in ms, once the gateway has; by itself `ws` waits 30 s. */
const patience: object = { closeTimeout: 2000 };

/**
 * The WebSocket below a Socket.IO socket, for the pings that prove delivery. Engine.IO takes the WebSocket server from
 * its option `wsEngine`, so that ours can note which request became which WebSocket, without reaching into its fields.
 */
export class WebSockets {
  private readonly ofRequest = new WeakMap<object, WebSocket>();
  /** WebSockets that took, or will take, the place of a polling transport, by Engine.IO session id. */
  private readonly upgrading = new Map<string, { webSocket: WebSocket; tcp: Duplex }>();

  /** The class to hand to Engine.IO. */
  engine(): new (options?: ServerOptions) => WebSocketServer {
    const note = (request: IncomingMessage, webSocket: WebSocket, tcp: Duplex) => this.note(request, webSocket, tcp);
    return class extends WebSocketServer {
      constructor(options?: ServerOptions) {
        super({ ...options, ...patience });
      }

      override handleUpgrade(
        request: IncomingMessage,
        socket: Duplex,
        head: Buffer,
        done: (webSocket: WebSocket, request: IncomingMessage) => void,
      ): void {
        super.handleUpgrade(request, socket, head, (webSocket, upgraded) => {
          note(upgraded, webSocket, socket);
          done(webSocket, upgraded);
        });
      }
    };
  }

  /** Calls back with the WebSocket of a connection: at once, or when its transport is upgraded; never for polling. */
  of({ conn }: Pick<Socket, 'conn'>, found: (webSocket: WebSocket) => void): void {
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

  /** The WebSocket that a connection is on now; none while it polls. */
  now(conn: Socket['conn']): WebSocket | undefined {
    return this.ofRequest.get(conn.request) ?? (conn.transport.name === 'websocket' ? this.upgraded(conn) : undefined);
  }

  /** What the bytes of a connection are written to; undefined for polling, where every write is a response of its own. */
  tcpOf(conn: Socket['conn']): Duplex | undefined {
    if (conn.transport.name !== 'websocket') return undefined;
    return this.upgrading.get(sessionOf(conn))?.tcp ?? conn.request.socket;
  }

  /**
   * Engine.IO keeps the HTTP request of every connection for as long as it lasts, with its streams and buffers. What anybody
   * asks of it later, Socket.IO for a namespace that is joined again included, are these few fields.
   */
  slim({ conn }: Socket): void {
    const request: IncomingMessage & { _query?: unknown } = conn.request;
    const { headers, url, method, socket, _query } = request;
    const kept = { headers, url, method, socket, connection: socket, _query };
    const webSocket = this.ofRequest.get(request);
    if (webSocket) this.ofRequest.set(kept, webSocket);
    (conn as { request: unknown }).request = kept;
  }

  private upgraded(conn: Socket['conn']): WebSocket | undefined {
    return this.upgrading.get(sessionOf(conn))?.webSocket;
  }

  private note(request: IncomingMessage, webSocket: WebSocket, tcp: Duplex): void {
    const session = new URL(request.url ?? '', 'ws://host').searchParams.get('sid');
    if (session === null) {
      this.ofRequest.set(request, webSocket);
      return;
    }
    this.upgrading.set(session, { webSocket, tcp });
    webSocket.once('close', () => {
      if (this.upgrading.get(session)?.webSocket === webSocket) this.upgrading.delete(session);
    });
  }
}

/** Engine.IO's session id, which the upgrade request carries as `sid`: public by its README, private by its types. */
export function sessionOf(conn: Socket['conn']): string {
  return (conn as unknown as { readonly id: string }).id;
}
