import { browserName } from '../ui/browser-name.js';
import { copyText } from '../ui/copy-text.js';
import { CallView } from './call-view.js';
import { CheckList } from './checks/check-list.js';
import { PreJoin } from './checks/pre-join.js';
import { connect } from '../lib/hopline.js';
import './debug-handle.js';
import { diagnosis } from './diagnosis.js';
import { byId } from '../ui/dom.js';
import { fetchIceServers } from '../lib/ice-servers.js';
import { Lobby, type Entry } from './lobby.js';
import { MediaControls } from './media-controls.js';
import { Notices } from './notices.js';
import { joinSentence, peerSentence, refusalSentence, rejoinSentence } from './sentences.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { pickText } from './text.js';
import { tokenOfLink } from './token-of-link.js';
import { translatePage } from './translate-page.js';

const { language, text } = pickText(navigator.languages);
translatePage(language, text);

const notices = new Notices(byId('status', HTMLElement), byId('problems', HTMLElement));
const token = tokenOfLink();
const call = connect({ token });
const { media, signaling } = call;
const controls = new MediaControls(media, notices, text);
const lobby = new Lobby(notices, text, (entry) => void join(entry));
const view = new CallView({ notices, text, onLeave: () => leave(text.left), onCopy: (verdict) => void copy(verdict) });
const preJoin = new PreJoin({ media, controls, fetchIceServers: () => fetchIceServers(location.origin, token) });
const checks = new CheckList(text.checks, { onAgain: () => preJoin.run('all'), onCopy: () => void copy() });

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
preJoin.on('change', () => checks.show(preJoin.findings));
preJoin.on('level', (level) => checks.showLevel(level));

window.hoplineCall = {
  peers: () => new Map([...call.peers].map(([id, { connection }]) => [id, connection])),
};

const interrupted = lobby.interrupted;
if (interrupted) void join(interrupted);
else preJoin.run('granted');

/** Devices first, so that the first offer carries them; then the room. */
async function join(entry: Entry): Promise<void> {
  lobby.busy = true;
  notices.solved();
  notices.say(text.joining);
  preJoin.stop();
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
  // Who has left a call does not want the microphone on again.
  preJoin.run('none');
}

async function copy(verdict?: VerdictMessage): Promise<void> {
  const { findings } = preJoin;
  const said = diagnosis({ verdict, findings, browser: browserName(navigator.userAgent), now: Date.now() }, text);
  const { byHand: heading, close, copied } = text.diagnosis;
  if (await copyText(said, { heading, close })) notices.say(copied);
}

function showSelf(): void {
  view.showSelf(media.isOn('audio'), media.track('video'));
}
