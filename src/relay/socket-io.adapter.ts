import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';
import { limits } from '../../protocol/limits.js';
import type { WebSockets } from './web-sockets.js';

/** May this request open a connection? Asked for polling and for the WebSocket upgrade alike. */
export type Admit = (request: IncomingMessage) => boolean;

/** Socket.IO as the gateway needs it: bounded frames, origins checked on every way in. */
export class SocketIoAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly admit: Admit,
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
      // The answer to a preflight says "any origin"; who may really connect is decided on the request itself, below,
      // where a WebSocket upgrade passes too.
      cors: { origin: true },
      allowRequest: (request, decide) => {
        const admitted = this.admit(request);
        decide(admitted ? null : 'origin-refused', admitted);
      },
    });
    this.attach(server);
    return server;
  }
}
