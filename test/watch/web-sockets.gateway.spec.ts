import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import type { Ending } from '../../src/watch/observed.js';
import { observeWebSockets } from '../../src/watch/in-process/web-sockets.js';
import { atEnd } from '../support/teardown.js';

const ignore = () => undefined;

/** A page on a `ws` server, both ends of its connection, and how that ended. */
async function connected(): Promise<{ page: WebSocket; served: WebSocket; ended: Promise<Ending> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  atEnd(() => server.close());
  const { promise: ended, resolve: closed } = Promise.withResolvers<Ending>();
  const connection = {
    identified: ignore,
    received: ignore,
    sent: ignore,
    proves: ignore,
    ponged: () => false,
    closed,
  };
  observeWebSockets(server, { opened: () => connection });
  await once(server, 'listening');
  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [[served]] = (await Promise.all([once(server, 'connection'), once(page, 'open')])) as unknown as [[WebSocket]];
  return { page, served, ended };
}

describe('a connection of a `ws` server that ended', () => {
  it.each([
    ['closed', 'its page has closed it', ({ page }) => page.close(1001)],
    ['closed', 'its page has ended it without a word', ({ page }) => page.terminate()],
    ['cut', 'its server has closed it', ({ served }) => served.close(1012)],
    ['cut', 'its server has terminated it', ({ served }) => served.terminate()],
    [
      'lost',
      'its server has closed it, and its page does not answer',
      ({ page, served }) => {
        page.pause();
        served.close(1012);
        // As `ws` does after 30 s.
        served.terminate();
      },
    ],
  ] as [Ending, string, (both: { page: WebSocket; served: WebSocket }) => void][])(
    'is %s, where %s',
    async (how, _, end) => {
      const { page, served, ended } = await connected();
      atEnd(() => page.terminate());
      end({ page, served });
      expect(await ended).toBe(how);
    },
  );
});
