import { Server } from 'socket.io';
import type { WildApp } from './wild-app.js';

const scripts = ['/socket.io/socket.io.js', '/package/simple-peer/simplepeer.min.js'];

/** Each calls the other by the id that the server has told; description and candidates in one signal. */
export const callUser: WildApp = {
  scripts,
  page: () => `
const socket = io();
socket.on('me', ready);
window.call = (id) => {
  const peer = new SimplePeer({ initiator: true, trickle: false });
  peer.on('signal', (data) => socket.emit('callUser', { userToCall: id, signalData: data, from: window.myId, name: me }));
  peer.on('connect', () => { window.up = true; });
  socket.on('callAccepted', (signal) => peer.signal(signal));
};
socket.on('callUser', ({ from, signal }) => {
  if (fault === 'offer-ignored') return;
  const peer = new SimplePeer({ initiator: false, trickle: false });
  peer.on('signal', (data) => socket.emit('answerCall', { signal: data, to: from }));
  peer.on('connect', () => { window.up = true; });
  peer.signal(signal);
});
`,
  serve: (http, fault) => {
    const io = new Server(http);
    io.on('connection', (socket) => {
      socket.emit('me', socket.id);
      socket.on('callUser', ({ userToCall, signalData, from, name }) => {
        io.to(fault === 'target-undefined' ? 'undefined' : userToCall).emit('callUser', {
          signal: signalData,
          from,
          name,
        });
      });
      socket.on('answerCall', ({ to, signal }) => {
        const other = [...io.sockets.sockets.keys()].find((id) => id !== socket.id && id !== to);
        io.to(fault === 'answer-astray' && other ? other : to).emit('callAccepted', signal);
      });
    });
    return { watched: io, close: () => io.close() };
  },
};

/** One event for all that the package wants to have passed on. */
export function signals(trickle: boolean): WildApp {
  return {
    scripts,
    page: () => `
const socket = io();
let peer;
function open(id, initiator) {
  peer = new SimplePeer({ initiator, trickle: ${trickle} });
  peer.on('signal', (signal) => socket.emit('signal', { userToSignal: id, callerID: socket.id, signal }));
  peer.on('connect', () => { window.up = true; });
}
socket.on('connect', () => { socket.emit('join room', 'blue'); ready(); });
socket.on('all users', (users) => users.forEach((id) => open(id, true)));
socket.on('signal', ({ callerID, signal }) => {
  if (fault === 'offer-ignored' && !peer) return;
  if (!peer) open(callerID, false);
  peer.signal(signal);
});
`,
    serve: (http, fault) => {
      const io = new Server(http);
      io.on('connection', (socket) => {
        socket.on('join room', async (room) => {
          socket.emit(
            'all users',
            [...(await io.in(room).fetchSockets())].map(({ id }) => id),
          );
          await socket.join(room);
        });
        socket.on('signal', (payload) => {
          if (fault === 'candidates-dropped' && payload.signal.candidate) return;
          io.to(fault === 'target-undefined' ? 'undefined' : payload.userToSignal).emit('signal', payload);
        });
      });
      return { watched: io, close: () => io.close() };
    },
  };
}
