import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { atEnd } from './teardown.js';

/** One address in front of several servers: a connection goes to the one that is chosen when it is opened. */
export interface Switchboard {
  /** With the scheme of the first. */
  readonly url: string;
  choose(server: string): void;
  /** Resets every connection, on both sides and at the same moment. */
  reset(): void;
}

export async function startSwitchboard(first: string): Promise<Switchboard> {
  let chosen = first;
  const connections = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(chosen).port), '127.0.0.1');
    for (const socket of [client, upstream]) {
      connections.add(socket);
      socket.on('close', () => connections.delete(socket));
    }
    client.on('error', () => undefined).on('close', () => upstream.end());
    upstream.on('error', () => undefined).on('close', () => client.end());
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return {
    url: `${new URL(first).protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
    choose: (url) => {
      chosen = url;
    },
    reset: () => {
      for (const socket of connections) socket.resetAndDestroy();
    },
  };
}
