import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { WebSocket } from 'ws';
import { SocketIoAdapter } from '../../src/relay/socket-io.adapter.js';
import { WebSockets } from '../../src/relay/web-sockets.js';
import { atEnd } from '../support/teardown.js';

it('opens a connection when it is its turn', async () => {
  const turns: (() => void)[] = [];
  const http = createServer();
  const adapter = new SocketIoAdapter(http as unknown as INestApplicationContext, new WebSockets(), {
    admit: () => Promise.resolve(undefined),
    enqueue: (_, open) => void http.emit('waits', turns.push(open)),
    mayAsk: () => true,
    closing: () => undefined,
    askFor: undefined,
    bodies: undefined,
    adopts: false,
    attach: () => undefined,
  });
  const server = adapter.createIOServer(0);
  atEnd(() => server.close());
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const waits = once(http, 'waits');

  const { port } = http.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  atEnd(() => client.terminate());
  const opened = once(client, 'open');
  await waits;
  const before = server.engine.clientsCount;
  turns[0]?.();
  await opened;

  expect([before, server.engine.clientsCount]).toEqual([0, 1]);
});
