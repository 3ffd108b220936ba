import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './teardown.js';

/** Serves one page as a site of its own, which is another origin than the gateway's; answers with its address. */
export async function serveSite(page: string): Promise<string> {
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(page));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
