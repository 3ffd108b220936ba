import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, isIPv6, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { bearerOf } from '../entry/bearer.js';
import { sameSecret } from '../entry/same-secret.js';
import { alive } from './instances.js';

export interface ClusterPortOptions {
  redisUrl: string;
  /** Where the other instances reach this one: `host` where it cannot find that by itself. */
  own: { host: string | undefined; listenHost: string; port: number };
  /** That lives in Redis: without it nobody gets an answer. */
  key: () => string;
  /** Bounds how long a request may be on its way. */
  boundRequests: (server: Server) => void;
  /** Takes what another instance sends, by its path, and answers it: JSON. */
  posts: Readonly<Record<string, (body: unknown) => unknown>>;
  /** Answers what another instance asks beside that. */
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** The instance at that address has asked for a sign of life. */
  heard: (address: string) => void;
  /** Takes over the connection of a passage. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<unknown>;
  onDefect: (where: string, error: unknown) => void;
}

/** What is known of a participant, and of its calls that go on, comes in one header. */
const headerBytes = 262_144;
const redisPort = 6379;
const patienceMs = 2000;

/** Where other instances reach this one: an HTTP server of its own, at the address that leads to Redis. */
export class ClusterPort {
  /** Host and port, as soon as they are known. */
  address: string | undefined;
  private readonly server = createServer({ maxHeaderSize: headerBytes });
  private opening: Promise<void> | undefined;

  constructor(private readonly options: ClusterPortOptions) {
    options.boundRequests(this.server);
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!this.knows(request)) response.writeHead(401, { Connection: 'close' }).end();
      else if (request.url?.startsWith(alive)) {
        options.heard(request.url.slice(alive.length));
        response.end();
      } else void this.guard(response, () => this.answer(request, response));
    });
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => undefined);
      if (this.knows(request)) void this.guard(socket, () => options.upgrade(request, socket, head));
      else socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    });
  }

  /** Listens, as soon as Redis is reached. Rejects where that cannot be. */
  open(): Promise<void> {
    this.opening ??= this.listen().finally(() => (this.opening = undefined));
    return this.opening;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async listen(): Promise<void> {
    const { redisUrl, own } = this.options;
    if (this.address !== undefined) return;
    const host = own.host ?? (await addressTowards(redisUrl));
    if (host === undefined) return;
    this.server.listen(own.port, own.host === undefined ? host : own.listenHost);
    await once(this.server, 'listening');
    const { port } = this.server.address() as AddressInfo;
    this.address = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  }

  private knows({ headers }: IncomingMessage): boolean {
    return sameSecret(bearerOf(headers.authorization) ?? '', this.options.key());
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const take = this.options.posts[request.url ?? ''];
    if (!take) return this.options.answer(request, response);
    let text = '';
    for await (const piece of request.setEncoding('utf8') as AsyncIterable<string>) text += piece;
    response.end(JSON.stringify(take(JSON.parse(text))));
  }

  private async guard(end: Duplex | ServerResponse, run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.options.onDefect('cluster-port', error);
      end.destroy();
    }
  }
}

/** The address of this machine by which it reaches Redis: the others reach that too, and so this machine by it. */
async function addressTowards(redisUrl: string): Promise<string | undefined> {
  const { hostname, port } = new URL(redisUrl);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, '') || 'localhost', port: Number(port) || redisPort });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patienceMs) });
    return socket.localAddress;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
