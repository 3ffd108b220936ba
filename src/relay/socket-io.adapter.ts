import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';
import { limits } from '../../protocol/limits.js';
import type { WebSockets } from './web-sockets.js';

/** May this request open a connection? Asked for polling and for the WebSocket upgrade alike. */
export type Admit = (request: IncomingMessage) => boolean;

/** May a page with these headers ask for more than a plain request may? */
export type MayAsk = (headers: IncomingHttpHeaders) => boolean;

/** Socket.IO as the gateway needs it: bounded frames, origins checked on every way in. */
export class SocketIoAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly admit: Admit,
    private readonly mayAsk: MayAsk,
    private readonly webSockets: WebSockets,
    private readonly attach: (server: Server) => void,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...(options as ServerOptions),
      wsEngine: this.webSockets.engine(),
      serveClient: false,
      maxHttpBufferSize: limits.frameBytes,
      connectTimeout: 10_000,
      // A page of any origin may read why it is refused: who may connect is decided on the request itself, below, where a
      // WebSocket upgrade passes too. But it may not set a header of its own: it could call itself this host's.
      cors: ({ method, headers }, decide) =>
        decide(null, { origin: method !== 'OPTIONS' || this.mayAsk(headers) }),
      allowRequest: (request, decide) => {
        const admitted = this.admit(request);
        decide(admitted ? null : 'origin-refused', admitted);
      },
    });
    this.attach(server);
    return server;
  }
}
