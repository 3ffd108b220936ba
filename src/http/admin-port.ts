import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A second port for what only the operator of the gateway may see. */
export class AdminPort {
  private readonly requests = new WeakSet<IncomingMessage>();
  private server: Server | undefined;

  /** Did a request come in here? */
  brought(request: IncomingMessage): boolean {
    return this.requests.has(request);
  }

  /**
   * Answers with the URL; rejects as `server.listen` fails.
   *
   * @param bound bounds what a client of the server may do, before it listens
   */
  async listen(handle: RequestListener, port: number, host: string, bound: (server: Server) => void): Promise<string> {
    const server = createServer((request, response) => {
      this.requests.add(request);
      handle(request, response);
    });
    bound(server);
    await new Promise<void>((listening, failed) => {
      server.once('error', failed).listen(port, host, listening);
    });
    this.server = server;
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const { server } = this;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}
