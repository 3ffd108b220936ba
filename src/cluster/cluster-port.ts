import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bearerOf } from '../entry/bearer.js';
import { sameSecret } from '../entry/same-secret.js';

/** Answers what another instance asks. */
export type AnswersOthers = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface ClusterPortOptions {
  /** The key that lives in Redis, in base64: without it nobody gets an answer. */
  key: () => string;
  /** Bounds how long a request may be on its way. */
  bound: (server: Server) => void;
  onDefect: (error: unknown) => void;
}

/** Where other instances reach this one: an HTTP server of its own. */
export class ClusterPort {
  answer: AnswersOthers | undefined;
  private readonly server = createServer((request, response) => void this.take(request, response));

  constructor(private readonly options: ClusterPortOptions) {
    options.bound(this.server);
  }

  /** @returns the port. Rejects where it cannot be listened on */
  async open(host: string, port: number): Promise<number> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const known = sameSecret(bearerOf(request.headers.authorization) ?? '', this.options.key());
    if (!known || !this.answer) {
      response.writeHead(known ? 503 : 401, { Connection: 'close' }).end();
      return;
    }
    try {
      await this.answer(request, response);
    } catch (error) {
      this.options.onDefect(error);
      response.destroy();
    }
  }
}
