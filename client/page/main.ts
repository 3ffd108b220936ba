import { CallView } from './call-view.js';
import { Call } from '../lib/call.js';
import './debug-handle.js';
import { byId } from '../ui/dom.js';
import { fetchIceServers } from '../lib/ice-servers.js';
import { LocalMedia } from '../lib/local-media.js';
import { Lobby, type Entry } from './lobby.js';
import { MediaControls } from './media-controls.js';
import { Notices } from './notices.js';
import { joinSentence, peerSentence, refusalSentence, rejoinSentence } from './sentences.js';
import { SignalingClient } from '../lib/signaling-client.js';
import { pickText } from './text.js';
import { translatePage } from './translate-page.js';

const { language, text } = pickText(navigator.languages);
translatePage(language, text);

const notices = new Notices(byId('status', HTMLElement), byId('problems', HTMLElement));
const media = new LocalMedia();
const signaling = new SignalingClient();
const call = new Call({ signaling, media, fetchIceServers });
const controls = new MediaControls(media, notices, text);
const lobby = new Lobby(notices, text, (entry) => void join(entry));
const view = new CallView(notices, text, () => leave(text.left));

call.on('peer-added', (peer) => {
  view.addPeer(peer);
  notices.say(text.peerJoined(peer.username));
  peer.on('state', (state) => {
    if (state === 'connected') notices.solved(peer.id);
  });
});
call.on('peer-removed', (peer, left) => {
  view.removePeer(peer);
  notices.solved(peer.id);
  if (left) notices.say(text.peerLeft(peer.username));
});
call.on('problem', (peer, error) => {
  const sentence = peerSentence(peer.username, error, text);
  if (sentence !== undefined) notices.problem(peer.id, sentence);
});
call.on('connection-lost', () => notices.problem('gateway', text.reconnecting));
call.on('rejoined', () => {
  notices.solved('gateway');
  notices.say(text.reconnected);
});
call.on('rejoin-failed', (error, final) => {
  if (final) leave(text.left);
  notices.problem('gateway', final ? joinSentence(error, text) : rejoinSentence(error, text));
});
signaling.on('ladder', (verdict) => view.showLadder(verdict));
signaling.on('verdict', (verdict) => view.showLadder(verdict));
signaling.on('refused', (error) => notices.problem('refused', text.refused(refusalSentence(error, text))));
controls.on('change', () => showSelf());

window.hoplineCall = {
  peers: () => new Map([...call.peers].map(([id, { connection }]) => [id, connection])),
};

const interrupted = lobby.interrupted;
if (interrupted) void join(interrupted);

/** Devices first, so that the first offer carries them; then the room. */
async function join(entry: Entry): Promise<void> {
  lobby.busy = true;
  notices.solved();
  notices.say(text.joining);
  await controls.begin();
  try {
    const { users } = await call.join(entry.room, entry.name);
    lobby.entered(entry);
    view.open(entry);
    showSelf();
    notices.say(users.length > 1 ? text.joined : text.alone);
  } catch (error) {
    leave('');
    notices.problem('gateway', joinSentence(error, text));
  } finally {
    lobby.busy = false;
  }
}

function leave(sentence: string): void {
  call.leave();
  controls.end();
  view.close();
  notices.solved();
  notices.say(sentence);
  lobby.returned();
}

function showSelf(): void {
  view.showSelf(media.isOn('audio'), media.track('video'));
}
