import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { WebSocket, WebSocketServer } from 'ws';
import { atEnd } from '../support/teardown.js';
import type { Opened } from '../../src/watch/observed.js';
import { listening, watched } from '../support/watched.js';

const require = createRequire(import.meta.url);
type Client = ReturnType<typeof io>;

/** A server that sends back what it gets, on the default namespace and on one of its own. */
async function relay(options: object = {}): Promise<string> {
  const server = createServer();
  const app = new Server(server, { pingInterval: 500, ...options });
  for (const namespace of ['/', '/calls'])
    app.of(namespace).on('connection', (socket) =>
      socket.onAny((event: string, ...args: unknown[]) => {
        const answer = args.at(-1);
        if (typeof answer === 'function') (answer as (...given: unknown[]) => void)(...args.slice(0, -1));
        else socket.emit(event, ...args);
      }),
    );
  atEnd(() => app.close());
  return listening(server);
}

async function connected(socket: Client): Promise<Client> {
  atEnd(() => socket.close());
  await new Promise<void>((done, failed) => {
    socket.on('connect', done);
    socket.on('connect_error', failed);
  });
  return socket;
}

const echo = (socket: Client, event: string, ...args: unknown[]) =>
  new Promise<unknown[]>((heard) => {
    socket.once(event, (...back: unknown[]) => heard(back));
    socket.emit(event, ...args);
  });

const text = { type: 'offer', sdp: 'v=0\r\n"ünïcode" 🙂\u2028' };

const fails = () => {
  throw new Error('of the observer');
};

describe('Socket.IO 4 through the proxy', () => {
  it.each([['websocket'], ['polling']])('tells what passes over %s', async (transport) => {
    const { url, notes } = await watched(await relay());
    const socket = await connected(io(`${url}/`, { transports: [transport], forceNew: true }));
    expect(await echo(socket, 'offer', text, 'room')).toEqual([text, 'room']);
    const json = JSON.stringify(['offer', text, 'room']);
    await notes.heard(`sent offer ${json}`);
    const [{ opened, lines } = notes.connections[0] as never] = notes.connections;
    expect(opened.session).toBe(socket.io.engine.id);
    expect(opened.address).toMatch(/127\.0\.0\.1/);
    expect(lines.filter((line) => line !== 'proves')).toEqual([
      `identified ${socket.id}`,
      `received offer ${json}`,
      `sent offer ${json}`,
    ]);
    expect(lines.includes('proves')).toBe(transport === 'websocket');
    socket.close();
    await notes.heard('closed closed', true);
  });

  it('tells one connection that goes from polling to a WebSocket', async () => {
    const { url, notes } = await watched(await relay());
    const socket = await connected(io(url, { transports: ['polling', 'websocket'], forceNew: true }));
    await notes.heard('proves');
    await echo(socket, 'x', 1);
    expect(notes.connections).toHaveLength(1);
    expect(notes.lines).toEqual([`identified ${socket.id}`, 'proves', 'received x ["x",1]', 'sent x ["x",1]']);
  });

  it.each([['websocket'], ['polling']])('tells attachments and acknowledgements over %s', async (transport) => {
    const { url, notes } = await watched(await relay());
    const socket = await connected(io(`${url}/calls`, { transports: [transport], forceNew: true }));
    const bytes = Buffer.from('v=0\r\nü');
    expect(await echo(socket, 'file', { bytes })).toEqual([{ bytes }]);
    expect(await socket.emitWithAck('ask', { offer: 1 })).toEqual({ offer: 1 });
    await notes.heard('sent - [{"offer":1}]');
    const announced = '["file",{"bytes":{"_placeholder":true,"num":0}}]';
    expect(notes.lines.filter((line) => /file|ask|^sent -/.test(line))).toEqual([
      `received file ${announced}`,
      `received file ${bytes.toString('hex')}`,
      `sent file ${announced}`,
      `sent file ${bytes.toString('hex')}`,
      'received ask ["ask",{"offer":1}]',
      'sent - [{"offer":1}]',
    ]);
  });

  it('proves what was delivered, which neither end notices', async () => {
    const { url, notes } = await watched(await relay({ perMessageDeflate: true }));
    const socket = await connected(io(url, { transports: ['websocket'], forceNew: true }));
    const { ping } = notes.connections[0] as { ping: (payload: Buffer) => boolean };
    expect(ping(Buffer.from('ours 1'))).toBe(true);
    await notes.heard('ponged ours 1');
    expect(await echo(socket, 'still', 'there')).toEqual(['there']);
    expect(ping(Buffer.alloc(126))).toBe(false);
    socket.close();
    await notes.heard('closed closed');
    expect(ping(Buffer.from('ours 2'))).toBe(false);
  });

  it('tells of a page that polls a server which has gone', async () => {
    const server = createServer();
    const app = new Server(server);
    const { url, notes } = await watched(await listening(server));
    await connected(io(url, { transports: ['polling'], forceNew: true, reconnection: false }));
    server.closeAllConnections();
    await app.close();
    await notes.heard('closed cut', true);
    expect(notes.connections).toHaveLength(1);
  });

  it('tells of a connection that its server has cut', async () => {
    const server = createServer();
    const app = new Server(server);
    const { url, notes } = await watched(await listening(server));
    await connected(io(url, { transports: ['websocket'], forceNew: true, reconnection: false }));
    server.closeAllConnections();
    for (const client of app.sockets.sockets.values())
      (client.conn.transport as unknown as { socket: WebSocket }).socket.terminate();
    await notes.heard('closed cut', true);
    expect(notes.connections).toHaveLength(1);
    await app.close();
  });
});

describe('Socket.IO 2 through the proxy', () => {
  it.each([
    ['websocket', {}],
    ['polling', {}],
    ['polling', { forceBase64: true }],
  ])('tells what passes over %s %j', async (transport, options) => {
    const serve = require('socket.io-2') as (server: object) => {
      of: (name: string) => { on: (event: string, then: (socket: Client) => void) => void };
      close: () => void;
    };
    const connect = require('socket.io-client-2') as typeof io;
    const server = createServer();
    const app = serve(server);
    for (const namespace of ['/', '/calls'])
      app.of(namespace).on('connection', (socket) =>
        socket.on('offer', (...args: unknown[]) => {
          socket.emit('offer', ...args);
        }),
      );
    const { url, notes } = await watched(await listening(server));
    atEnd(() => app.close());
    const socket = await connected(connect(`${url}/calls`, { transports: [transport], forceNew: true, ...options }));
    const bytes = Buffer.from('v=0\r\nü');
    const [back] = await echo(socket, 'offer', { ...text, bytes });
    expect(back).toMatchObject(text);
    const sid = socket.id?.replace('/calls#', '') ?? '';
    await notes.heard(`sent offer ${bytes.toString('hex')}`);
    const announced = JSON.stringify(['offer', { ...text, bytes: { _placeholder: true, num: 0 } }]);
    expect(notes.connections).toHaveLength(1);
    expect(notes.connections[0]?.opened.session).toBe(sid);
    expect(notes.lines.filter((line) => line !== 'proves')).toEqual([
      `identified ${sid}`,
      `identified /calls#${sid}`,
      `received offer ${announced}`,
      `received offer ${bytes.toString('hex')}`,
      `sent offer ${announced}`,
      `sent offer ${bytes.toString('hex')}`,
    ]);
  });
});

describe('a plain WebSocket through the proxy', () => {
  it('tells text, bytes and fragments, and passes pings and pongs of the app', async () => {
    const server = createServer();
    const app = new WebSocketServer({ server, handleProtocols: () => 'chat', perMessageDeflate: true });
    app.on('connection', (socket) =>
      socket.on('message', (data: Buffer, isBinary) => socket.send(isBinary ? data : data.toString())),
    );
    const { url, notes } = await watched(await listening(server));
    const socket = new WebSocket(`${url.replace('http', 'ws')}/any/path?x=1`, ['chat', 'other'], {
      perMessageDeflate: true,
    });
    await once(socket, 'open');
    expect([socket.protocol, socket.extensions]).toEqual(['chat', '']);
    const { ping, opened } = notes.connections[0] as { ping: (payload: Buffer) => boolean; opened: Opened };
    expect(opened.url).toBe('/any/path?x=1');
    ping(Buffer.from('ours'));
    socket.send('hel', { fin: false });
    socket.ping('amid');
    socket.send('lo');
    socket.send(Buffer.from([1, 2]));
    socket.send('x'.repeat(2_000_000));
    socket.send('end');
    for (const client of app.clients) client.ping('app');
    await notes.heard('sent - end');
    expect(notes.lines.toSorted()).toEqual(
      [
        'proves',
        'ponged ours',
        ...['hello', '0102', 'end'].flatMap((one) => [`received - ${one}`, `sent - ${one}`]),
      ].toSorted(),
    );
    const [client] = app.clients;
    const ponged = once(client as WebSocket, 'pong');
    client?.ping('second');
    expect(String((await ponged)[0])).toBe('second');
    socket.close(4001, 'bye');
    expect(String((await once(client as WebSocket, 'close'))[1])).toBe('bye');
    await notes.heard('closed closed', true);
  });

  it('passes the refusal of a server', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) =>
      socket.end('HTTP/1.1 401 Unauthorized\r\nX-Why: no\r\nContent-Length: 4\r\n\r\nnope'),
    );
    const { url } = await watched(await listening(server));
    const socket = new WebSocket(url.replace('http', 'ws'));
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect([response.statusCode, response.headers['x-why']]).toEqual([401, 'no']);
    socket.on('error', () => undefined).terminate();
  });

  it('is not held up by an observer that throws, whatever it is told', async () => {
    const server = createServer();
    new WebSocketServer({ server }).on('connection', (socket) =>
      socket.on('message', (data: Buffer) => socket.send(data.toString())),
    );
    const failing = { identified: fails, received: fails, sent: fails, proves: fails, ponged: fails, closed: fails };
    for (const opened of [fails, () => failing]) {
      const { url, defects } = await watched(
        await listening(createServer().on('upgrade', (...args) => server.emit('upgrade', ...args))),
        { observer: { opened } },
      );
      const socket = new WebSocket(url.replace('http', 'ws'));
      await once(socket, 'open');
      socket.send('hello');
      expect(String((await once(socket, 'message'))[0])).toBe('hello');
      socket.close();
      await once(socket, 'close');
      expect(defects.length).toBeGreaterThan(0);
    }
  });
});
