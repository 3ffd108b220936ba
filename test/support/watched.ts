import { createReadStream } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ObservedConnection, Observer, Opened, SendPing } from '../../src/watch/observed.js';
import { startProxy, type Proxy, type ProxyOptions } from '../../src/watch/proxy/start.js';
import { until } from './read.js';
import { atEnd } from './teardown.js';

/** What was told of one connection, a line each. */
export interface Told {
  readonly opened: Opened;
  readonly lines: string[];
  readonly ping: SendPing | undefined;
}

/** An observer that keeps what it hears; pings that it sends begin with `ours`. */
export class Notes implements Observer {
  readonly connections: Told[] = [];

  opened(opened: Opened): ObservedConnection {
    const told = { opened, lines: [] as string[], ping: undefined as SendPing | undefined };
    this.connections.push(told);
    const note = (way: string, { event, text, bytes }: { event?: string; text?: string; bytes?: Buffer }) =>
      told.lines.push(`${way} ${event ?? '-'} ${text ?? bytes?.toString('hex') ?? ''}`);
    return {
      identified: (id) => told.lines.push(`identified ${id}`),
      received: (message) => note('received', message),
      sent: (message) => note('sent', message),
      proves: (ping) => {
        told.ping = ping;
        told.lines.push('proves');
      },
      ponged: (payload) => {
        const isOurs = payload.toString().startsWith('ours');
        if (isOurs) told.lines.push(`ponged ${payload.toString()}`);
        return isOurs;
      },
      closed: (departure) => told.lines.push(`closed ${departure}`),
    };
  }

  /** Waits until a line is there, or the last one is that. */
  async heard(line: string, isLast = false): Promise<void> {
    await until(
      () => Promise.resolve(this.lines),
      (lines) => (isLast ? lines.at(-1) === line : lines.includes(line)),
    );
  }

  /** Of all connections. */
  get lines(): string[] {
    return this.connections.flatMap(({ lines }) => lines);
  }
}

export async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** Some app's own server. */
export function serveApp(listener: RequestListener): Promise<string> {
  return listening(createServer(listener));
}

/** A console's server as far as a watched page needs it: the built scripts, and where reports come to. */
export async function serveConsole(): Promise<{ url: string; reports: string[] }> {
  const reports: string[] = [];
  const url = await serveApp((request, response) => {
    const name = (request.url ?? '').split('?')[0] ?? '';
    if (name === '/reports') {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        reports.push(body);
        response.end(JSON.stringify({ receivedAt: Date.now(), by: 'test' }));
      });
      return;
    }
    response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
    createReadStream(path.join(import.meta.dirname, '../../dist/client', path.basename(name)))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  return { url, reports };
}

/** The proxy in front of an app, and what it tells. Pages are left alone unless it is said where the console is. */
export async function watched(
  target: string,
  options: Partial<Omit<ProxyOptions, 'target' | 'with'>> & { with?: string[] } = {},
): Promise<Proxy & { notes: Notes; defects: unknown[] }> {
  const notes = new Notes();
  const defects: unknown[] = [];
  const proxy = await startProxy({
    port: 0,
    host: '127.0.0.1',
    probe: false,
    observer: notes,
    defect: (_where, error) => defects.push(error),
    ...options,
    target: new URL(target),
    with: (options.with ?? []).map((url) => new URL(url)),
  });
  atEnd(() => proxy.close());
  return Object.assign(proxy, { notes, defects });
}
