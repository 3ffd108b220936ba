import { Server } from 'socket.io';
import type { WildApp } from './wild-app.js';

/** A room; everything is for one person, who stands in a field. As hundreds of tutorials have it. */
export function targeted(field: string): WildApp {
  return {
    scripts: ['/socket.io/socket.io.js'],
    page: () => `
const socket = io();
const peers = {};
function peerOf(id) {
  if (peers[id]) return peers[id];
  const pc = peers[id] = peerConnection();
  pc.onicecandidate = (e) => { if (e.candidate) socket.emit('ice-candidate', { ${field}: id, candidate: e.candidate }); };
  return pc;
}
socket.on('connect', () => { socket.emit('join-room', { roomId: 'blue', userName: me }); ready(socket.id); });
socket.on('user-joined', async ({ socketId }) => {
  if (me !== 'ann') return;
  const pc = peerOf(socketId);
  pc.createDataChannel('chat');
  const offer = await pc.createOffer();
  await pc.setLocalDescription(offer);
  socket.emit('offer', { ${field}: socketId, offer });
});
const offered = async ({ from, offer }) => {
  if (fault === 'offer-ignored' && me === 'ben') return;
  if (fault === 'offer-twice') delete peers[from];
  const pc = peerOf(from);
  await pc.setRemoteDescription(offer);
  await pc.setLocalDescription(await pc.createAnswer());
  socket.emit('answer', { ${field}: from, answer: pc.localDescription });
};
if (fault !== 'handler-late') socket.on('offer', offered);
else socket.once('ice-candidate', () => socket.on('offer', offered));
socket.on('answer', ({ from, answer }) => peerOf(from).setRemoteDescription(answer));
socket.on('ice-candidate', ({ from, candidate }) => peerOf(from).addIceCandidate(candidate).catch(() => {}));
`,
    serve: (http, fault) => {
      const io = new Server(http);
      io.on('connection', (socket) => {
        socket.on('join-room', ({ roomId, userName }) => {
          void socket.join(roomId);
          socket.to(roomId).emit('user-joined', { socketId: socket.id, userName });
        });
        for (const event of ['offer', 'answer', 'ice-candidate'])
          socket.on(event, (message) => {
            if (fault === 'candidates-dropped' && event === 'ice-candidate') return;
            const astray = fault === 'answer-astray' && event === 'answer';
            const to = astray
              ? [...io.sockets.sockets.keys()].find((id) => ![socket.id, message[field]].includes(id))
              : message[field];
            const target = fault === 'target-undefined' ? message.targetId : to;
            const times = fault === 'offer-twice' && event === 'offer' ? 2 : 1;
            for (let time = 0; time < times; time++) io.to(String(target)).emit(event, { ...message, from: socket.id });
          });
      });
      return { watched: io, close: () => io.close() };
    },
  };
}
