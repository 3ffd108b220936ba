import { Server } from 'socket.io';
import type { WildApp } from './wild-app.js';

/** A room; what is sent has the room behind it, and goes to everybody else in it. */
export const positional: WildApp = {
  scripts: ['/socket.io/socket.io.js'],
  page: () => `
const socket = io();
const roomName = 'blue';
const pc = peerConnection();
pc.onicecandidate = (e) => socket.emit('ice', e.candidate, roomName);
socket.on('connect', () => { socket.emit('join_room', roomName); ready(); });
socket.on('welcome', async () => {
  pc.createDataChannel('chat');
  const offer = await pc.createOffer();
  pc.setLocalDescription(offer);
  socket.emit('offer', offer, roomName);
});
socket.on('offer', async (offer) => {
  if (fault === 'offer-ignored') return;
  pc.setRemoteDescription(offer);
  const answer = await pc.createAnswer();
  pc.setLocalDescription(answer);
  socket.emit('answer', answer, roomName);
});
socket.on('answer', (answer) => pc.setRemoteDescription(answer));
socket.on('ice', (candidate) => pc.addIceCandidate(candidate).catch(() => {}));
`,
  serve: (http, fault) => {
    const io = new Server(http);
    io.on('connection', (socket) => {
      socket.on('join_room', (room) => {
        void socket.join(room);
        socket.to(room).emit('welcome');
      });
      socket.on('offer', (offer, room) =>
        socket.to(fault === 'target-undefined' ? 'undefined' : room).emit('offer', offer),
      );
      socket.on('answer', (answer, room) => socket.to(room).emit('answer', answer));
      if (fault !== 'candidates-dropped') socket.on('ice', (ice, room) => socket.to(room).emit('ice', ice));
    });
    return { watched: io, close: () => io.close() };
  },
};

/** Everything to everybody, its sender too; pages leave out what is their own. */
export const everybody: WildApp = {
  scripts: ['/socket.io/socket.io.js'],
  page: () => `
const socket = io();
const pc = peerConnection();
const send = (type, data) => socket.emit(type, { from: socket.id, username: me, data });
pc.onicecandidate = (e) => e.candidate && send('candidate', e.candidate);
socket.on('connect', () => { send('hello'); ready(); });
const on = (type, handler) => socket.on(type, (m) => { if (m.from !== socket.id) handler(m.data); });
on('hello', async () => {
  pc.createDataChannel('chat');
  await pc.setLocalDescription();
  send('offer', pc.localDescription);
});
on('offer', async (offer) => {
  if (fault === 'offer-ignored') return;
  await pc.setRemoteDescription(offer);
  await pc.setLocalDescription();
  send('answer', pc.localDescription);
});
on('answer', (answer) => pc.setRemoteDescription(answer));
on('candidate', (candidate) => pc.addIceCandidate(candidate).catch(() => {}));
`,
  serve: (http, fault) => {
    const io = new Server(http);
    io.on('connection', (socket) => {
      for (const event of ['hello', 'offer', 'answer', 'candidate'])
        if (fault !== 'candidates-dropped' || event !== 'candidate') socket.on(event, (m) => io.emit(event, m));
    });
    return { watched: io, close: () => io.close() };
  },
};

/** JSON in a string, in one event. */
export const jsonInMessage: WildApp = {
  scripts: ['/socket.io/socket.io.js'],
  page: () => `
const socket = io();
const pc = peerConnection();
const send = (m) => socket.emit('message', JSON.stringify(m));
pc.onicecandidate = (e) => { if (e.candidate) send({ type: 'candidate', label: e.candidate.sdpMLineIndex, id: e.candidate.sdpMid, candidate: e.candidate.candidate }); };
socket.on('connect', () => { socket.emit('create or join', 'blue'); ready(); });
socket.on('join', async () => {
  pc.createDataChannel('chat');
  await pc.setLocalDescription(await pc.createOffer());
  send(pc.localDescription);
});
socket.on('message', async (text) => {
  const m = JSON.parse(text);
  if (m.type === 'offer') {
    if (fault === 'offer-ignored') return;
    await pc.setRemoteDescription(m);
    await pc.setLocalDescription(await pc.createAnswer());
    send(pc.localDescription);
  } else if (m.type === 'answer') pc.setRemoteDescription(m);
  else if (m.type === 'candidate') pc.addIceCandidate({ sdpMLineIndex: m.label, sdpMid: m.id, candidate: m.candidate }).catch(() => {});
});
`,
  serve: (http, fault) => {
    const io = new Server(http);
    io.on('connection', (socket) => {
      socket.on('create or join', (room) => {
        socket.to(room).emit('join', room);
        void socket.join(room);
      });
      socket.on('message', (text: string) => {
        if (fault === 'target-undefined' && text.includes('offer')) return;
        if (fault === 'candidates-dropped' && text.includes('"label"')) return;
        socket.broadcast.emit('message', text);
      });
    });
    return { watched: io, close: () => io.close() };
  },
};
