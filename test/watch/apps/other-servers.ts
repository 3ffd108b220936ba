import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Server as HttpServer } from 'node:http';
import { PeerServer } from 'peer';
import { WebSocketServer, type WebSocket } from 'ws';
import type { WildApp } from './wild-app.js';

interface OldSocket {
  id: string;
  join(room: string): void;
  to(room: string): { emit(event: string, ...args: unknown[]): void };
  on(event: string, handler: (...args: never[]) => void): void;
}
interface OldServer {
  on(event: 'connection', handler: (socket: OldSocket) => void): void;
  close(): void;
}
const require = createRequire(import.meta.url);
const oldServer = require('socket.io-2') as (http: HttpServer) => OldServer;

/** Socket.IO 2, server and page. */
export const socketIo2: WildApp = {
  scripts: ['/package/socket.io-client-2/dist/socket.io.js'],
  page: () => `
const socket = io.connect();
const pc = peerConnection();
let other;
pc.onicecandidate = (e) => { if (e.candidate && other) socket.emit('candidate', other, e.candidate); };
socket.on('connect', () => { socket.emit('join', 'blue'); ready(); });
socket.on('joined', async (id) => {
  other = id;
  pc.createDataChannel('chat');
  await pc.setLocalDescription(await pc.createOffer());
  socket.emit('offer', id, pc.localDescription);
});
socket.on('offer', async (id, description) => {
  if (fault === 'offer-ignored') return;
  other = id;
  await pc.setRemoteDescription(description);
  await pc.setLocalDescription(await pc.createAnswer());
  socket.emit('answer', id, pc.localDescription);
});
socket.on('answer', (id, description) => pc.setRemoteDescription(description));
socket.on('candidate', (id, candidate) => pc.addIceCandidate(candidate).catch(() => {}));
`,
  serve: (http, fault) => {
    const io = oldServer(http);
    io.on('connection', (socket) => {
      socket.on('join', (room: string) => {
        socket.join(room);
        socket.to(room).emit('joined', socket.id);
      });
      for (const event of ['offer', 'answer', 'candidate'])
        socket.on(event, (id: string, message: unknown) => {
          if (fault === 'candidates-dropped' && event === 'candidate') return;
          socket.to(fault === 'target-undefined' ? 'undefined' : id).emit(event, socket.id, message);
        });
    });
    return { watched: io, close: () => io.close() };
  },
};

/** A WebSocket with JSON; everything goes to everybody else. */
export const plainSockets: WildApp = {
  scripts: [],
  page: () => `
const socket = new WebSocket('ws://' + location.host + '/ws');
const pc = peerConnection();
const send = (message) => socket.send(JSON.stringify(message));
pc.onicecandidate = (e) => e.candidate && send({ type: 'candidate', candidate: e.candidate });
socket.onopen = () => { send({ type: 'join', name: me, room: 'blue' }); ready(); };
socket.onmessage = async ({ data }) => {
  const message = JSON.parse(data instanceof Blob ? await data.text() : data);
  if (message.type === 'join') {
    pc.createDataChannel('chat');
    await pc.setLocalDescription();
    send({ type: 'offer', sdp: pc.localDescription.sdp });
  } else if (message.type === 'offer') {
    if (fault === 'offer-ignored') return;
    await pc.setRemoteDescription(message);
    await pc.setLocalDescription();
    send({ type: 'answer', sdp: pc.localDescription.sdp });
  } else if (message.type === 'answer') await pc.setRemoteDescription(message);
  else if (message.type === 'candidate') pc.addIceCandidate(message.candidate).catch(() => {});
};
`,
  serve: (http, fault) => {
    const server = new WebSocketServer({ server: http, path: '/ws' });
    server.on('connection', (socket: WebSocket) => {
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        if (fault === 'target-undefined' && text.includes('"offer"')) return;
        if (fault === 'candidates-dropped' && text.includes('"candidate"')) return;
        for (const other of server.clients) if (other !== socket) other.send(text);
      });
    });
    return { watched: server, close: () => server.close() };
  },
};

/** PeerJS, on a port of its own as its command has it. */
export const peerJs: WildApp = {
  scripts: ['/package/peerjs/dist/peerjs.min.js'],
  page: (other) => `
const peer = new Peer(me + '-of-blue', { host: 'localhost', port: ${new URL(other).port}, path: '/', config: { iceServers: [] } });
peer.on('open', ready);
const follow = (connection) => connection.on('open', () => { window.up = true; });
peer.on('connection', follow);
window.call = (id) => follow(peer.connect(id));
`,
  serve: async () => {
    let watched: WebSocketServer | undefined;
    const http = await new Promise<HttpServer>((done) => {
      PeerServer(
        { port: 0, path: '/', createWebSocketServer: (options) => (watched = new WebSocketServer(options)) },
        (server) => done(server),
      );
    });
    if (!http.listening) await once(http, 'listening');
    return {
      ...(watched && { watched }),
      with: `http://localhost:${(http.address() as AddressInfo).port}`,
      close: () => http.close(),
    };
  },
};
