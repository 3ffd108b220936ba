import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { WebSocket } from 'ws';
import type { EngineSocket } from '../../src/connections/engine-socket.js';
import type { Enqueue } from '../../src/limits/fair-queue.js';
import { SocketIoAdapter } from '../../src/relay/socket-io.adapter.js';
import { WebSockets } from '../../src/relay/web-sockets.js';
import { until } from '../support/read.js';
import { atEnd } from '../support/teardown.js';

const webSockets = new WebSockets();

async function listening(http: Server, enqueue: Enqueue) {
  const adapter = new SocketIoAdapter(http as unknown as INestApplicationContext, webSockets, {
    admit: () => Promise.resolve(undefined),
    enqueue,
    mayAsk: () => true,
    closing: () => undefined,
    askFor: undefined,
    bodies: undefined,
    adopts: false,
    attach: ({ engine }) => engine.on('connection', (conn: EngineSocket) => webSockets.slim(conn)),
  });
  const server = adapter.createIOServer(0);
  atEnd(() => server.close());
  await once(http.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function connecting(http: Server): WebSocket {
  const { port } = http.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  atEnd(() => client.terminate());
  return client;
}

it('opens a connection when it is its turn', async () => {
  const turns: (() => void)[] = [];
  const http = createServer();
  const server = await listening(http, (_, open) => void http.emit('waits', turns.push(open)));
  const waits = once(http, 'waits');

  const opened = once(connecting(http), 'open');
  await waits;
  const before = server.engine.clientsCount;
  turns[0]?.();
  await opened;

  expect([before, server.engine.clientsCount]).toEqual([0, 1]);
});

it('keeps nothing of the request that a connection began with', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const http = createServer();
  const requests: WeakRef<object>[] = [];
  await listening(http, (_, open) => open());
  http.on('upgrade', (request) => requests.push(new WeakRef(request)));

  const client = connecting(http);
  await once(client, 'message');
  const left = async () => {
    collect();
    return requests.filter((request) => request.deref()).length;
  };

  expect(requests).toHaveLength(1);
  expect(await until(left, (count) => count === 0)).toBe(0);
  expect(client.readyState).toBe(WebSocket.OPEN);
});
