import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { CorkedSocket } from '../../src/relay/corked-socket.js';
import { inRoom, runGateway, until } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';
import { rawClient, type RawClient } from '../support/raw-client.js';
import { candidate } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';
import { onWrite } from '../support/writes.js';

const burst = [1, 2, 3, 4, 5, 6];

/** Counts what the gateway hands to the system for one client: each is a system call of its own. */
function callsTo({ wire }: RawClient): () => number {
  let calls = 0;
  onWrite(({ remotePort }) => remotePort === wire.localPort && calls++);
  return () => calls;
}

/** Two in a room, of whom the second one notes what comes to it, pings too. */
async function two(url: string, where = url) {
  const opener = await inRoom(url, 'two', 'Opener');
  const came: string[] = [];
  const anna = await rawClient(url);
  const boris = await rawClient(where, {
    heard: (event, payload) => {
      if (event !== 'ice-candidate') return;
      const told = payload as { candidate: { candidate: string } };
      came.push(/192\.168\.1\.(\d+)/.exec(told.candidate.candidate)?.[1] ?? '?');
    },
  });
  boris.webSocket.on('ping', () => came.push('ping'));
  atEnd(() => [anna, boris].forEach(({ webSocket }) => webSocket.terminate()));
  for (const [client, name] of [[anna, 'Anna'] as const, [boris, 'Boris'] as const]) {
    client.emit('join-room', 'two', name);
    await opener.next('user-joined', ({ username }: { username: string }) => username === name);
  }
  // Whatever a join is followed by has come.
  await new Promise((passed) => setTimeout(passed, 100));
  came.length = 0;
  const send = (hosts: readonly number[]) => {
    anna.wire.cork();
    for (const host of hosts) {
      const line = `candidate:${host} 1 udp 2122260223 192.168.1.${host} 50000 typ host`;
      anna.emit('ice-candidate', { target: boris.id, candidate: { ...candidate(), candidate: line } });
    }
    anna.wire.uncork();
  };
  return { boris, came, send };
}

const relayed = (came: readonly string[]) => came.filter((what) => what !== 'ping');

/**
 * The fewest calls that one of several bursts took. A burst that the gateway has no time for in one turn, as the first one
 * that it ever handles, leaves in two.
 */
async function fewest({ boris, came, send }: Awaited<ReturnType<typeof two>>): Promise<number> {
  const calls = callsTo(boris);
  const found: number[] = [];
  for (let round = 0; round < 10; round++) {
    const before = calls();
    came.length = 0;
    send(burst);
    await until(
      () => Promise.resolve(came),
      (now) => now.at(-1) === 'ping' && relayed(now).length === burst.length,
    );
    expect(relayed(came)).toEqual(burst.map(String));
    found.push(calls() - before);
  }
  return Math.min(...found);
}

describe('what is relayed in one iteration of the event loop', () => {
  it('leaves in one system call with the ping behind it, in order', async () => {
    const { url } = await runGateway({ LIMITS: 'off' });

    expect(await fewest(await two(url))).toBe(1);
  });

  it('leaves an instance that passes it on in as few as it comes there', async () => {
    const [home = '', edge = ''] = await runInstances(2, { LIMITS: 'off' });

    // The room's instance writes the first one, with its ping, and then the others and theirs.
    expect(await fewest(await two(home, edge))).toBeLessThanOrEqual(3);
  });

  it('leaves ahead of the close of the connection in that turn, and so does the ping behind it', async () => {
    const server = new WebSocketServer<typeof CorkedSocket>({ port: 0, WebSocket: CorkedSocket });
    atEnd(() => server.close());
    server.on('connection', (socket, { socket: tcp }) => {
      socket.leaveBy(tcp);
      socket.atEnd = () => socket.ping('', false, () => undefined);
      for (const each of burst) socket.send(String(each));
      socket.close();
    });
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const came: string[] = [];
    client.on('message', (data: Buffer) => came.push(data.toString())).on('ping', () => came.push('ping'));
    const [code] = (await once(client, 'close')) as [number];

    expect(came).toEqual([...burst.map(String), 'ping']);
    expect(code).toBe(1005);
  });
});
