import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { freePort } from '../../support/free-port.js';
import { serveByVite } from '../../support/vite.js';
import { listening } from '../../support/watched.js';
import { commonPage, type WildApp } from './wild-app.js';

/** Modules that the development server of Vite serves; their signaling takes no other origin than that. */
export const vitePages: WildApp = {
  scripts: [],
  page: (other) => `
const socket = io('${other}', { withCredentials: true });
const pc = peerConnection();
pc.onicecandidate = (e) => e.candidate && socket.emit('ice-candidate', { roomId: 'blue', candidate: e.candidate });
socket.on('connect', () => { socket.emit('join-room', { roomId: 'blue', userName: me }); ready(); });
socket.on('user-joined', async () => {
  pc.createDataChannel('chat');
  await pc.setLocalDescription();
  socket.emit('offer', { roomId: 'blue', offer: pc.localDescription });
});
socket.on('offer', async ({ offer }) => {
  await pc.setRemoteDescription(offer);
  await pc.setLocalDescription();
  socket.emit('answer', { roomId: 'blue', answer: pc.localDescription });
});
socket.on('answer', ({ answer }) => pc.setRemoteDescription(answer));
socket.on('ice-candidate', ({ candidate }) => pc.addIceCandidate(candidate).catch(() => {}));
`,
  serve: async () => {
    const port = await freePort();
    const pages = `http://localhost:${port}`;
    const http = createServer();
    const io = new Server(http, { cors: { origin: pages, credentials: true } });
    io.on('connection', (socket) => {
      socket.on('join-room', ({ roomId, userName }) => {
        void socket.join(roomId);
        socket.to(roomId).emit('user-joined', { userName });
      });
      for (const event of ['offer', 'answer', 'ice-candidate'])
        socket.on(event, (message) => socket.to(message.roomId).emit(event, message));
    });
    const other = await listening(http);
    await serveByVite(port, {
      'index.html': `<!doctype html><html><head><script src="${other}/socket.io/socket.io.js"></script></head><body><script type="module" src="/main.js"></script></body></html>`,
      'main.js': commonPage + vitePages.page(other),
    });
    return { watched: io, pages, with: other, close: () => io.close() };
  },
};
