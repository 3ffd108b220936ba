import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { atEnd } from './teardown.js';

/**
 * One address for several instances: every new connection goes to the next of them, so that two clients are never on the
 * same one. What belongs to an Engine.IO session goes where that is, as HTTP polling needs.
 */
export async function startBalancer(instances: readonly string[]): Promise<string> {
  const ports = instances.map((url) => Number(new URL(url).port));
  const homes = new Map<string, number>();
  let next = 0;
  const portFor = ({ url = '' }: IncomingMessage) => {
    const session = new URL(url, 'http://host').searchParams.get('sid');
    const known = session === null ? undefined : homes.get(session);
    return known ?? ports[next++ % ports.length] ?? 0;
  };
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const { url, method, headers } = incoming;
    const port = portFor(incoming);
    const passed = request({ host: '127.0.0.1', port, path: url, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (bytes: Buffer) => {
        const [, session] = /"sid":"([^"]+)"/.exec(bytes.toString('latin1')) ?? [];
        if (session !== undefined) homes.set(session, port);
      });
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('upgrade', (incoming, client: Socket, head) => {
    const upstream = connect(portFor(incoming), '127.0.0.1');
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
      lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
    }
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
