/* global io */
/**
 * A call page as small ones are written against a bare Socket.IO relay: positional join, no acknowledgements, one
 * RTCPeerConnection per participant. Each person may have one habit that breaks a call.
 */
window.people = {};

const later = (ms) => new Promise((over) => setTimeout(over, ms));

const described = ({ type, sdp }) => ({ type, sdp: sdp.replace(/^a=candidate:.*\r\n/gm, '') });

window.join = (gateway, room, name, habit = {}) => {
  const socket = io(gateway, {
    forceNew: true,
    transports: habit.transports ?? ['websocket'],
    ...(habit.acks && { auth: { acks: true } }),
  });
  const peers = new Map();
  const self = { socket, peers, users: [], verdicts: [], connected: 0 };
  window.people[name] = self;

  const peerOf = (id) => {
    const known = peers.get(id);
    if (known) return known;
    const peer = new RTCPeerConnection(habit.relayOnly ? { iceTransportPolicy: 'relay' } : {});
    peers.set(id, peer);
    peer.onicecandidate = ({ candidate }) => {
      if (!habit.keepsCandidates) socket.emit('ice-candidate', { target: id, candidate });
    };
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'connected') self.connected += 1;
    };
    return peer;
  };

  self.call = async (target) => {
    const peer = peerOf(target);
    peer.createDataChannel('chat');
    if (habit.closesFirst) peer.close();
    await peer.setLocalDescription();
    const offer = described(peer.localDescription);
    if (habit.keepsOffer) return;
    if (habit.rollsBack) await peer.setLocalDescription({ type: 'rollback' });
    socket.emit('offer', { target, offer });
  };

  socket.on('room-users', (users) => {
    self.users = users.map(({ socketId }) => socketId);
    if (habit.callsAll) for (const id of self.users) if (id !== socket.id) void self.call(id);
  });
  socket.on('user-joined', ({ socketId }) => self.users.push(socketId));
  socket.on('user-left', (id) => {
    peers.get(id)?.close();
    peers.delete(id);
  });
  socket.on('verdict', (verdict) => self.verdicts.push(verdict));

  socket.on('offer', async ({ offer, sender }, ack) => {
    if (habit.hangs) for (const until = Date.now() + 60_000; Date.now() < until;);
    if (habit.acks) ack();
    if (habit.ignores) return;
    const peer = peerOf(sender);
    // The classic mistake: an offer always finds the connection `stable`.
    if (habit.ignoresWhenStable && peer.signalingState === 'stable') return;
    if (peer.signalingState !== 'stable' && habit.impolite) return;
    if (habit.appliesAfter) await later(habit.appliesAfter);
    await peer.setRemoteDescription(offer);
    if (habit.neverAnswers) return;
    if (habit.wantsMicrophone) await navigator.mediaDevices.getUserMedia({ audio: true });
    await peer.setLocalDescription();
    const answer = described(peer.localDescription);
    const send = () => socket.emit('answer', { target: self.answersTo ?? sender, answer });
    if (habit.answersAfter) setTimeout(send, habit.answersAfter);
    else if (!habit.keepsAnswer) send();
  });
  socket.on('answer', async ({ answer, sender }, ack) => {
    if (habit.acks) ack();
    if (habit.appliesAfter) await later(habit.appliesAfter);
    await peerOf(sender).setRemoteDescription(answer);
  });
  socket.on('ice-candidate', async ({ candidate, sender }) => {
    try {
      await peerOf(sender).addIceCandidate(candidate ?? undefined);
    } catch {
      // As most small pages have it: a candidate that comes first is lost.
    }
  });

  return new Promise((joined) => {
    socket.once('room-users', () => joined(socket.id));
    socket.on('connect', () => socket.emit('join-room', room, name));
  });
};
