import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { atEnd } from './teardown.js';

/** A network between a client and the gateway that may take a connection from the one and leave it to the other. */
export interface HalfOpen {
  readonly url: string;
  /** Ends every connection on the client's side; the gateway is not told. */
  cutClients(): void;
}

export async function startHalfOpen(gateway: string): Promise<HalfOpen> {
  const { port } = new URL(gateway);
  const clients = new Set<Socket>();
  const upstreams = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    clients.add(client);
    upstreams.add(upstream);
    client.on('error', () => undefined).on('data', (bytes) => upstream.write(bytes));
    upstream.on('error', () => undefined).on('data', (bytes) => client.writable && client.write(bytes));
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    for (const socket of [...clients, ...upstreams]) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutClients: () => {
      for (const client of clients) client.destroy();
      clients.clear();
    },
  };
}
