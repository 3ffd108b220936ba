import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const files: Record<string, { path: string; type: string }> = {
  '/': { path: 'test/scenarios/page/index.html', type: 'text/html' },
  '/page.js': { path: 'test/scenarios/page/page.js', type: 'text/javascript' },
  '/socket.io.min.js': { path: 'node_modules/socket.io-client/dist/socket.io.min.js', type: 'text/javascript' },
};

/** Serves the scenarios' page from an origin of its own, as a small app's server would. */
export async function startPageServer(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://page');
    const file = files[pathname];
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const probe = searchParams.get('probe');
    const tag = probe === null ? '' : `<script src="${probe}/probe.js"></script>`;
    const text = readFileSync(file.path, 'utf8').replace('<!-- probe -->', tag);
    response.writeHead(200, { 'content-type': file.type }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
