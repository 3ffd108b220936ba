import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';
import { limits } from '../../protocol/limits.js';
import type { Refusal } from '../../protocol/rejects.js';
import type { BodyLimits } from '../limits/bodies.js';
import type { Enqueue } from '../limits/fair-queue.js';
import { writeBurstsAtOnce } from './bursts.js';
import { closeServer } from './close-server.js';
import { signalingParser } from './signaling-parser.js';
import { countRequests, refuseWhileClosing, type AskFor, type Closing } from './refuse-connections.js';
import type { WebSockets } from './web-sockets.js';

/** What the rest of the gateway has to do with the server. */
export interface ServerHooks {
  /** Why a request may not open a connection; undefined where it may. Asked for polling and for WebSocket alike. */
  admit: (request: IncomingMessage) => Promise<Refusal | undefined>;
  /** Opens the connection when it is its turn. */
  enqueue: Enqueue;
  /** May a page with these headers ask for more than a plain request may? */
  mayAsk: (headers: IncomingHttpHeaders) => boolean;
  closing: Closing;
  /** Count the requests for sessions and what bodies they have; absent where nothing is limited. */
  askFor: AskFor | undefined;
  bodies: BodyLimits | undefined;
  /** Called with the server, before it listens. */
  attach: (server: Server) => void;
  /** Somebody whom another instance passes on comes under the id that it has there. */
  adopts: boolean;
}

/** Socket.IO as the gateway needs it: bounded frames, origins checked on every way in. */
export class SocketIoAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly webSockets: WebSockets,
    private readonly hooks: ServerHooks,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server: Server = super.createIOServer(port, {
      ...(options as ServerOptions),
      wsEngine: this.webSockets.engine(),
      parser: signalingParser,
      serveClient: false,
      maxHttpBufferSize: limits.frameBytes,
      connectTimeout: 10_000,
      // Only to take over an id: nobody else is known again, and nothing is kept of anybody.
      ...(this.hooks.adopts && { connectionStateRecovery: { maxDisconnectionDuration: 1, skipMiddlewares: true } }),
      // A page of any origin may read why it is refused: who may connect is decided on the request itself, below, where a
      // WebSocket upgrade passes too. But it may not set a header of its own: it could call itself this host's.
      cors: ({ method, headers }, decide) =>
        decide(null, { origin: method !== 'OPTIONS' || this.hooks.mayAsk(headers) }),
      allowRequest: (request, decide) => void this.decide(request, decide),
    });
    writeBurstsAtOnce(server, this.webSockets);
    this.hooks.attach(server);
    server.engine.use(this.webSockets.respond);
    server.engine.use(refuseWhileClosing(this.hooks.closing));
    if (this.hooks.askFor) server.engine.use(countRequests(this.hooks.askFor));
    if (this.hooks.bodies) server.engine.use(this.hooks.bodies);
    return server;
  }

  /** The gateway listens to all events by itself: what Nest would make ready for each connection weighs 3 kB. */
  override bindMessageHandlers(): void {
    // No event has a handler of Nest's.
  }

  /** Every connection gets what was written to it before the server goes. */
  override async close(server: Server): Promise<void> {
    await closeServer(server);
  }

  /**
   * A connection opens in its turn: that costs more than a message does. Of an upgrade nobody else listens for errors yet,
   * and one that nobody hears ends the process.
   */
  private async decide(request: IncomingMessage, decide: (refused: string | undefined, admitted: boolean) => void) {
    request.socket.on('error', ignore);
    const refused = await this.hooks.admit(request);
    this.hooks.enqueue(request, () => {
      decide(refused?.code, refused === undefined);
      request.socket.off('error', ignore);
    });
  }
}

function ignore(): void {
  // The connection closes, which others say.
}
