import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A network of one's own between a client and the gateway: slow, or swallowing what the gateway sends. */
export interface TcpProxy {
  readonly url: string;
  /** From now on, nothing of that direction passes; the connections stay open. */
  swallow(direction: 'down' | 'up'): void;
  close(): Promise<void>;
}

/** The same, to each of several gateways: all of them are behind it. */
export interface Network extends Omit<TcpProxy, 'url'> {
  /** In the order of the gateways. */
  readonly gateways: readonly string[];
}

/** Starts a proxy to each gateway; `delayMs` and `at` as for one. */
export async function startNetwork(gateways: readonly string[], delayMs = 0, at?: string): Promise<Network> {
  const proxies = await Promise.all(gateways.map((gateway) => startProxy(gateway, delayMs, at)));
  return {
    gateways: proxies.map(({ url }) => url),
    swallow: (direction) => proxies.forEach((proxy) => proxy.swallow(direction)),
    close: async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))),
  };
}

/** Starts a proxy to a gateway, at an address of this machine; every byte takes `delayMs` each way. */
export async function startProxy(gateway: string, delayMs = 0, at = '127.0.0.1'): Promise<TcpProxy> {
  const { port, hostname } = new URL(gateway);
  const swallowed = new Set<'down' | 'up'>();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [from, to, direction] of [
      [client, upstream, 'up'],
      [upstream, client, 'down'],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        const pass = () => {
          if (!swallowed.has(direction) && to.writable) to.write(chunk);
        };
        if (delayMs === 0) pass();
        else setTimeout(pass, delayMs);
      });
      from.on('close', () => {
        sockets.delete(from);
        if (!swallowed.has(direction)) to.destroy();
      });
      from.on('error', () => from.destroy());
    }
  });
  await new Promise<void>((listening) => server.listen(0, at, listening));
  return {
    url: `http://${at}:${(server.address() as AddressInfo).port}`,
    swallow: (direction) => void swallowed.add(direction),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
