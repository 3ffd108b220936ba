import { Server, type Socket } from 'socket.io';
import type { WildApp } from './wild-app.js';

/** One event for everything, with whom it is for ahead of it. */
export const envelope: WildApp = {
  scripts: ['/socket.io/socket.io.js'],
  page: () => `
const socket = io();
const peers = {};
function peerOf(id) {
  const pc = peers[id] ??= peerConnection();
  pc.onicecandidate = (e) => { if (e.candidate) socket.emit('signal', id, { ice: e.candidate }); };
  return pc;
}
socket.on('connect', () => { socket.emit('join', 'blue', me); ready(); });
socket.on('user-joined', async (id) => {
  const pc = peerOf(id);
  pc.createDataChannel('chat');
  await pc.setLocalDescription(await pc.createOffer());
  socket.emit('signal', id, { sdp: pc.localDescription });
});
socket.on('signal', async (from, message) => {
  if (fault === 'offer-ignored' && message.sdp?.type === 'offer') return;
  const pc = peerOf(from);
  if (message.ice) return pc.addIceCandidate(message.ice).catch(() => {});
  await pc.setRemoteDescription(message.sdp);
  if (message.sdp.type !== 'offer') return;
  await pc.setLocalDescription(await pc.createAnswer());
  socket.emit('signal', from, { sdp: pc.localDescription });
});
`,
  serve: (http, fault) => {
    const io = new Server(http);
    io.on('connection', (socket) => {
      socket.on('join', (room) => {
        void socket.join(room);
        socket.to(room).emit('user-joined', socket.id);
      });
      socket.on('signal', (to, message) => {
        if (fault === 'candidates-dropped' && message.ice) return;
        io.to(fault === 'target-undefined' ? message.to : to).emit('signal', socket.id, message);
      });
    });
    return { watched: io, close: () => io.close() };
  },
};

/** A map of names. */
export const names: WildApp = {
  scripts: ['/socket.io/socket.io.js'],
  page: () => `
const socket = io();
let pc, other;
function open(name) {
  other = name;
  pc = peerConnection();
  pc.onicecandidate = (e) => e.candidate && socket.emit('candidate', { name: other, candidate: e.candidate });
}
socket.on('connect', () => { socket.emit('login', { username: me }); });
socket.on('logged-in', () => ready(me));
window.call = async (name) => {
  open(name);
  pc.createDataChannel('chat');
  await pc.setLocalDescription(await pc.createOffer());
  socket.emit('offer', { name, offer: pc.localDescription });
};
socket.on('offer', async ({ name, offer }) => {
  if (fault === 'offer-ignored') return;
  open(name);
  await pc.setRemoteDescription(offer);
  await pc.setLocalDescription(await pc.createAnswer());
  socket.emit('answer', { name, answer: pc.localDescription });
});
socket.on('answer', ({ answer }) => pc.setRemoteDescription(answer));
socket.on('candidate', ({ candidate }) => pc?.addIceCandidate(candidate).catch(() => {}));
`,
  serve: (http, fault) => {
    const io = new Server(http);
    const users = new Map<string, Socket>();
    io.on('connection', (socket) => {
      socket.on('login', ({ username }) => {
        users.set(username, socket);
        socket.data.username = username;
        socket.emit('logged-in');
      });
      for (const event of ['offer', 'answer', 'candidate'])
        socket.on(event, (message) => {
          if (fault === 'candidates-dropped' && event === 'candidate') return;
          const name = fault === 'answer-astray' && event === 'answer' ? 'carl' : message.name;
          const target = users.get(fault === 'target-undefined' ? message.userName : name);
          target?.emit(event, { ...message, name: socket.data.username });
        });
    });
    return { watched: io, close: () => io.close() };
  },
};

/** A namespace and a path of its own. */
export const ownNamespace: WildApp = {
  scripts: ['/package/socket.io/client-dist/socket.io.min.js'],
  page: () => `
const socket = io('/video', { path: '/rtc/io', query: { username: me } });
const pc = peerConnection();
pc.onicecandidate = (e) => e.candidate && socket.emit('ice', { candidate: e.candidate });
socket.on('connect', () => { socket.emit('enter', { room: 'blue' }); ready(); });
socket.on('entered', async () => {
  pc.createDataChannel('chat');
  await pc.setLocalDescription();
  socket.emit('sdp', { description: pc.localDescription });
});
socket.on('sdp', async ({ description }) => {
  if (fault === 'offer-ignored' && description.type === 'offer') return;
  await pc.setRemoteDescription(description);
  if (description.type !== 'offer') return;
  await pc.setLocalDescription();
  socket.emit('sdp', { description: pc.localDescription });
});
socket.on('ice', ({ candidate }) => pc.addIceCandidate(candidate).catch(() => {}));
`,
  serve: (http, fault) => {
    const io = new Server(http, { path: '/rtc/io' });
    io.of('/video').on('connection', (socket) => {
      socket.on('enter', ({ room }) => {
        void socket.join(room);
        socket.to(room).emit('entered');
      });
      socket.on('sdp', (message) =>
        socket.to(fault === 'target-undefined' ? 'undefined' : 'blue').emit('sdp', message),
      );
      if (fault !== 'candidates-dropped') socket.on('ice', (message) => socket.to('blue').emit('ice', message));
    });
    return { watched: io, close: () => io.close() };
  },
};

/** The answer is the acknowledgement of the offer. */
export const acknowledgements: WildApp = {
  scripts: ['/socket.io/socket.io.js'],
  page: () => `
const socket = io();
const pc = peerConnection();
pc.onicecandidate = (e) => { if (e.candidate) socket.emit('candidate', e.candidate, () => {}); };
socket.on('connect', () => socket.emit('join', { room: 'blue', name: me }, ({ others }) => { ready(); if (others.length) start(others[0]); }));
async function start(id) {
  pc.createDataChannel('chat');
  await pc.setLocalDescription();
  socket.emit('offer', id, pc.localDescription, (answer) => pc.setRemoteDescription(answer));
}
socket.on('offer', async (offer, reply) => {
  if (fault === 'offer-ignored') return;
  await pc.setRemoteDescription(offer);
  await pc.setLocalDescription();
  reply(pc.localDescription);
});
const early = [];
socket.on('candidate', async (candidate) => {
  early.push(candidate);
  while (!pc.remoteDescription) await new Promise((next) => pc.addEventListener('signalingstatechange', next, { once: true }));
  for (const one of early.splice(0)) pc.addIceCandidate(one).catch(() => {});
});
`,
  serve: (http, fault) => {
    const io = new Server(http);
    io.on('connection', (socket) => {
      socket.on('join', async ({ room }, reply) => {
        const others = (await io.in(room).fetchSockets()).map(({ id }) => id);
        await socket.join(room);
        reply({ others });
      });
      socket.on('offer', (id, offer, reply) => {
        const target = fault === 'target-undefined' ? undefined : io.sockets.sockets.get(id);
        target?.emit('offer', offer, (answer: unknown) => reply(answer));
      });
      socket.on('candidate', (candidate, reply) => {
        if (fault !== 'candidates-dropped') socket.to('blue').emit('candidate', candidate);
        reply();
      });
    });
    return { watched: io, close: () => io.close() };
  },
};
