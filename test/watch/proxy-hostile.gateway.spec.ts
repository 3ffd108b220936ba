import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { until } from '../support/read.js';
import { atEnd } from '../support/teardown.js';
import { listening, watched } from '../support/watched.js';

/** What a server at the other end of raw connections got, without the heads of requests. */
interface Raw {
  url: string;
  got: () => Buffer;
  sockets: Socket[];
}

const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const asks = 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** Agrees to everything, and says `hello` in a frame together with it. */
async function rawServer(): Promise<Raw> {
  let bytes = Buffer.alloc(0);
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let isUpgraded = false;
    socket
      .on('error', () => undefined)
      .on('data', (part: Buffer) => {
        if (isUpgraded) bytes = Buffer.concat([bytes, part]);
        else socket.write(Buffer.concat([Buffer.from(upgraded), Buffer.from([0x81, 5]), Buffer.from('hello')]));
        isUpgraded = true;
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, got: () => bytes, sockets };
}

/** A connection to the proxy that has been upgraded. */
async function tcpClient(url: string): Promise<{ socket: Socket; got: () => Buffer }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  atEnd(() => socket.destroy());
  let bytes = Buffer.alloc(0);
  socket.on('error', () => undefined).on('data', (part: Buffer) => (bytes = Buffer.concat([bytes, part])));
  socket.write(asks);
  const got = () => bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
  await has(
    () => bytes,
    (all) => all.includes('hello'),
  );
  return { socket, got };
}

const has = (read: () => Buffer, will: (bytes: Buffer) => boolean) => until(() => Promise.resolve(read()), will);
const is = (read: () => Buffer, bytes: Buffer) => has(read, (one) => one.equals(bytes));

describe('hostile bytes through the proxy', () => {
  it.each([
    ['half a frame', Buffer.from([0x81, 0xfe, 0x10])],
    ['a frame of reserved bits', Buffer.from([0xf1, 0x83, 1, 2, 3, 4, 5, 6, 7])],
    ['an opcode that is none', Buffer.from([0x83, 0x80, 1, 2, 3, 4])],
    ['a control frame that is too long', Buffer.from([0x89, 0xfe, 1, 0, 0, 0, 0, 0])],
    ['a pong that is too long', Buffer.from([0x8a, 0xfe, 1, 0, 0, 0, 0, 0])],
    ['a length beyond all numbers', Buffer.alloc(40, 0xff)],
    ['no frames', Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(500))],
  ])('reach the app as they were: %s', async (_name, bytes) => {
    const raw = await rawServer();
    const { url, notes, defects } = await watched(raw.url);
    const { socket, got } = await tcpClient(url);
    notes.connections[0]?.ping?.(Buffer.from('ours'));
    for (const byte of bytes) socket.write(Buffer.from([byte]));
    await is(raw.got, bytes);
    raw.sockets[0]?.write(bytes);
    await has(got, (all) => all.subarray(-bytes.length).equals(bytes));
    socket.end();
    await notes.heard('closed closed', true);
    expect(defects).toEqual([]);
  });

  it('that begin a pong of ours reach the app when it turns out that they are none', async () => {
    const raw = await rawServer();
    const { url, notes } = await watched(raw.url);
    const { socket } = await tcpClient(url);
    expect(notes.connections[0]?.ping?.(Buffer.from('ours'))).toBe(true);
    const begun = Buffer.from([0x8a, 0x84, 0, 0, 0, 0, 0x6f]);
    socket.end(begun);
    await is(raw.got, begun);
  });

  it('are taken no faster than they are read at the other end', async () => {
    const raw = await rawServer();
    const { url } = await watched(raw.url);
    const { socket, got } = await tcpClient(url);
    const [server] = raw.sockets as [Socket];
    server.pause();
    // A message that never ends: 64 MB of it.
    socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]));
    const part = Buffer.alloc(1_000_000, 5);
    let written = 0;
    while (written < 64 && socket.write(part)) written++;
    for (; written < 64; written++) socket.write(part);
    const before = process.memoryUsage().arrayBuffers;
    // Time enough for all of it to be taken, as each goes through the proxy's loop.
    for (let heard = got().length, i = 0; i < 2000; i++) {
      server.write(Buffer.from([0x81, 2, 0x6f, 0x6b]));
      heard += 4;
      await has(got, (all) => all.length >= heard);
    }
    // The proxy holds some of it, and not all.
    expect(socket.writableLength).toBeGreaterThan(40_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    socket.destroy();
  });

  it('end in an answer, and harm nobody else: rubbish, headers without end, a slow client', async () => {
    const server = createHttpServer((_, response) => response.end('fine'));
    const { url } = await watched(await listening(server));
    const ask = async (...parts: string[]) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
      let answer = '';
      socket.on('data', (part: Buffer) => (answer += part.toString()));
      for (const part of parts) socket.write(part, 'latin1');
      await new Promise((closed) => socket.on('close', closed));
      return answer.split('\r\n')[0];
    };
    expect(await ask('\u0000\u0001\u00ff rubbish\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask('GET / HTTP/1.1\r\nHost: x\r\nX: ', 'y'.repeat(100_000))).toMatch(/^HTTP\/1\.1 431 /);
    expect(await ask('GET / HTTP/1.1\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask('GET /?EIO=4&transport=polling&sid=%ff%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toBe(
      'HTTP/1.1 200 OK',
    );
    expect(await ask('GET http://other.example/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toBe(
      'HTTP/1.1 200 OK',
    );
    const slow = connect(Number(new URL(url).port), '127.0.0.1');
    slow.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab');
    expect(await (await fetch(url)).text()).toBe('fine');
    slow.destroy();
  });
});
