/* global io */
/**
 * A call page as small ones are written against a bare Socket.IO relay: positional join, no acknowledgements, one
 * RTCPeerConnection per participant. Each person may have one habit that breaks a call.
 */
window.people = {};

/** A tone and a moving picture: a page that sends both needs no device. */
const tone = () => {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const destination = context.createMediaStreamDestination();
  oscillator.connect(destination);
  oscillator.start();
  return destination.stream.getAudioTracks()[0];
};

const moving = () => {
  const canvas = document.createElement('canvas');
  const paper = canvas.getContext('2d');
  const [track] = canvas.captureStream(10).getVideoTracks();
  const drawing = setInterval(() => {
    if (track.readyState === 'ended') clearInterval(drawing);
    paper.fillStyle = `hsl(${Date.now() % 360} 80% 50%)`;
    paper.fillRect(0, 0, canvas.width, canvas.height);
  }, 100);
  return track;
};

const gathered = async (peer) => {
  while (peer.iceGatheringState !== 'complete')
    await new Promise((changed) => peer.addEventListener('icegatheringstatechange', changed, { once: true }));
};

const described = ({ type, sdp }) => ({ type, sdp: sdp.replace(/^a=candidate:.*\r\n/gm, '') });

/** Handed to a socket in ways that no gateway can pass on. */
const spoilt = {
  'no-target': (socket, { offer }) => socket.emit('offer', { offer }),
  halved: (socket, { target, offer }) => socket.emit('offer', { target, offer: { type: offer.type } }),
  'other-event': (socket, { target, offer }) => socket.emit('call-user', { userToCall: target, signalData: offer }),
};

window.join = (gateway, room, name, habit = {}, peers = new Map()) => {
  // An effect without cleanup, run twice: one page is two members of the room, each with connections of its own or not.
  if (habit.joinsTwice) {
    const { joinsTwice, ...once } = habit;
    const first = window.join(gateway, room, name, once, peers);
    return first.then(() => window.join(gateway, room, name, once, joinsTwice === 'shared' ? peers : new Map()));
  }
  const socket = io(gateway, {
    forceNew: true,
    transports: habit.transports ?? ['websocket'],
    ...(habit.acks && { auth: { acks: true } }),
  });
  const self = { socket, peers, users: [], verdicts: [], channels: [], connected: 0 };
  window.people[name] = self;
  if (habit.spare) self.spare = new RTCPeerConnection();
  const old = habit.feedsOld && new RTCPeerConnection();
  if (old) old.close();
  const talks = habit.sound || habit.picture || habit.noTrack;

  /** The end of somebody's candidates. */
  const ends = new Map();
  const endOf = (id) => {
    if (!ends.has(id)) {
      let tell;
      const come = new Promise((told) => (tell = told));
      ends.set(id, { come, tell });
    }
    return ends.get(id);
  };

  /** Its own offer is on its way. */
  let tellOffered;
  const offered = new Promise((told) => (tellOffered = told));

  const peerOf = (id, anew = false) => {
    const known = habit.oneForAll ? [...peers.values()][0] : peers.get(id);
    if (known && !anew) return known;
    const peer = new RTCPeerConnection({
      iceServers: habit.iceServers ?? [],
      iceTransportPolicy: habit.relayOnly ? 'relay' : 'all',
    });
    peers.set(id, peer);
    peer.ondatachannel = ({ channel }) => self.channels.push(channel);
    const tracks = [habit.sound && tone(), habit.picture && moving()].filter(Boolean);
    for (const track of tracks) {
      track.enabled = !habit.mutes;
      peer.addTrack(track, new MediaStream([track]));
    }
    peer.onicecandidate = async ({ candidate }) => {
      if (habit.keepsCandidates || habit.gathers) return;
      if (habit.crosses) await offered;
      const { sdpMLineIndex: label, sdpMid } = candidate ?? {};
      const sent = habit.labels && candidate ? { label, id: sdpMid, candidate: candidate.candidate } : candidate;
      socket.emit('ice-candidate', { target: id, candidate: sent });
    };
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'connected') self.connected += 1;
    };
    return peer;
  };

  /** Firefox has no microphone that it could refuse, unless it is to have a false one; Chromium knows no such wish. */
  const capture = async () => {
    if (!habit.wants) return;
    const wanted = navigator.mediaDevices.getUserMedia({ [habit.wants]: true, fake: habit.wants === 'audio' });
    await (habit.goesOn ? wanted.catch(() => undefined) : wanted);
  };

  /** Its candidates go inside its description, as that is sent late. */
  const gatheredIn = async (peer) => {
    await Promise.all([gathered(peer), new Promise((over) => setTimeout(over, habit.gathers))]);
  };

  self.call = async (target) => {
    await capture();
    const peer = peerOf(target);
    if (habit.listens) peer.addTransceiver('audio', { direction: 'recvonly' });
    else if (habit.inactive) peer.addTransceiver('audio', { direction: 'inactive' });
    // A channel that nothing refers to may be collected, which closes it.
    else if (habit.slips !== 'empty-offer' && !talks) self.channels.push(peer.createDataChannel('chat'));
    if (habit.noTrack && peer.getTransceivers().length === 0) peer.addTransceiver('audio');
    if (habit.closesFirst) peer.close();
    if (habit.slips === 'offer-not-set') {
      socket.emit('offer', { target, offer: await peer.createOffer() });
      return;
    }
    await peer.setLocalDescription();
    if (habit.slips === 'reopened') {
      peer.close();
      peers.delete(target);
      peerOf(target);
    }
    if (habit.crosses) await gathered(peer);
    if (habit.gathers) await gatheredIn(peer);
    const offer = habit.gathers ? peer.localDescription : described(peer.localDescription);
    if (habit.keepsOffer) return;
    if (habit.rollsBack) await peer.setLocalDescription({ type: 'rollback' });
    // The second offer is on its way before the first can be answered.
    if (habit.restartsAtOnce === true) await peer.setLocalDescription(await peer.createOffer({ iceRestart: true }));
    const answered = habit.restartsAtOnce === 'crossed' && new Promise((come) => socket.once('answer', come));
    if (habit.spoils) spoilt[habit.spoils](socket, { target, offer });
    else socket.emit('offer', { target, offer });
    tellOffered();
    if (!habit.restartsAtOnce) return;
    if (habit.restartsAtOnce === 'crossed') {
      await peer.setLocalDescription(await peer.createOffer({ iceRestart: true }));
      // Its way to the gateway is longer than that of the answer.
      await answered;
    }
    socket.emit('offer', { target, offer: peer.localDescription });
  };

  socket.on('room-users', (users, ack) => {
    if (habit.acks) ack();
    self.users = users.map(({ socketId }) => socketId);
    if (habit.callsAll) for (const id of self.users) if (id !== socket.id) void self.call(id);
  });
  socket.on('user-joined', ({ socketId }) => self.users.push(socketId));
  socket.on('user-left', (id) => {
    peers.get(id)?.close();
    peers.delete(id);
  });
  socket.on('verdict', (verdict) => self.verdicts.push(verdict));

  const onOffer = async ({ offer, sender }, ack) => {
    if (habit.hangs) for (const until = Date.now() + 60_000; Date.now() < until;);
    if (habit.acks) ack();
    if (habit.ignores) return;
    if (habit.crosses) await offered;
    if (habit.dropsSecond && peers.has(sender)) return;
    if (habit.rings) await new Promise((accepted) => setTimeout(accepted, habit.rings));
    const peer = peerOf(sender, habit.twice === 'offer');
    // The classic mistake: an offer always finds the connection `stable`.
    if (habit.ignoresWhenStable && peer.signalingState === 'stable') return;
    if (peer.signalingState !== 'stable' && habit.impolite) return;
    if (habit.appliesLate) await endOf(sender).come;
    if (habit.closedAlready) peer.close();
    await peer.setRemoteDescription(habit.slips === 'whole-message' ? { offer, sender } : offer);
    if (habit.neverAnswers) return;
    await capture();
    if (habit.inactive) for (const transceiver of peer.getTransceivers()) transceiver.direction = 'inactive';
    if (habit.noTrack) for (const transceiver of peer.getTransceivers()) transceiver.direction = 'sendrecv';
    if (habit.slips === 'answer-not-set') {
      socket.emit('answer', { target: sender, answer: await peer.createAnswer() });
      return;
    }
    await peer.setLocalDescription(await peer.createAnswer());
    if (habit.addsLate) peer.addTrack(tone());
    if (habit.goesAnswering) {
      // A browser may keep the page, and its connection, for a while yet.
      socket.disconnect();
      location.href = 'about:blank';
      return;
    }
    if (habit.gathers) await gatheredIn(peer);
    const answer = habit.gathers ? peer.localDescription : described(peer.localDescription);
    const send = () => socket.emit('answer', { target: self.answersTo ?? sender, answer });
    if (habit.answersAfter) setTimeout(send, habit.answersAfter);
    else if (!habit.keepsAnswer) send();
    if (habit.rings) for (const candidate of kept.splice(0)) await peer.addIceCandidate(candidate);
  };
  const onAnswer = async ({ answer, sender }, ack) => {
    if (habit.acks) ack();
    if (habit.appliesLate) await endOf(sender).come;
    await peerOf(sender).setRemoteDescription(answer);
  };
  socket.on('offer', onOffer);
  socket.on('answer', onAnswer);
  if (habit.twice === 'offer') socket.on('offer', (message) => onOffer(message));
  if (habit.twice === 'answer') socket.on('answer', (message) => onAnswer(message));

  /** Candidates that wait for a description. */
  const kept = [];
  socket.on('ice-candidate', async ({ candidate, sender }) => {
    const early = habit.rings && !peers.get(sender)?.remoteDescription;
    if (early || habit.queues) return void kept.push(candidate ?? undefined);
    if (habit.crosses) await offered;
    const taken = habit.rebuilds && candidate ? new RTCIceCandidate({ candidate: candidate.candidate }) : candidate;
    try {
      await (habit.feedsOld ? old : peerOf(sender)).addIceCandidate(taken ?? undefined);
    } catch {
      // As most small pages have it: a candidate that comes first is lost.
    }
    if (!candidate) endOf(sender).tell();
  });

  return new Promise((joined) => {
    socket.once('room-users', () => joined(socket.id));
    socket[habit.joinsOnce ? 'once' : 'on']('connect', () => socket.emit('join-room', room, name));
  });
};
