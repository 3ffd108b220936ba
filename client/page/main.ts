import { connect } from '../lib/hopline.js';
import { fetchIceServers } from '../lib/ice-servers.js';
import { browserName } from '../ui/browser-name.js';
import { copyText } from '../ui/copy-text.js';
import { byId } from '../ui/dom.js';
import { CallView } from './call-view.js';
import { CheckList } from './checks/check-list.js';
import { PreJoin } from './checks/pre-join.js';
import './debug-handle.js';
import { callFile, saveCallFile } from './diagnosis/call-file.js';
import { diagnosis } from './diagnosis/diagnosis.js';
import { Lobby, type JoinRequest } from './lobby/lobby.js';
import { offerConsole } from './lobby/console-link.js';
import { tokenOfLink } from './lobby/token-of-link.js';
import { MediaControls } from './media-controls.js';
import { Notices } from './notices.js';
import { OwnLevel } from './own-level.js';
import { chosenLanguage, offerPreferences } from './preferences.js';
import { joinSentence, peerSentence, refusalSentence, rejoinSentence } from './sentences.js';
import { pickText } from './text/pick.js';
import type { PeerTile } from './tile/peer-tile.js';
import type { OwnMedia } from './tile/status.js';
import { translatePage } from './translate-page.js';
import { version } from './version.js';

const { language, text } = pickText(chosenLanguage(), navigator.languages);
translatePage(language, text);

const notices = new Notices(byId('status', HTMLElement), byId('problems', HTMLElement));
const token = tokenOfLink();
const call = connect({ token, language });
const { media, signaling } = call;
const controls = new MediaControls(media, notices, text);
const lobby = new Lobby({ notices, text, invited: token !== undefined, onJoin: (entry) => void join(entry) });
offerPreferences(language, text, () => {
  lobby.keep();
  location.reload();
});
offerConsole();
const view = new CallView({
  notices,
  text,
  own,
  onLeave: () => leave(text.left),
  onCopy: (tile) => void copy(tile),
  onDownload: (tile) => void download(tile),
});
const ownLevel = new OwnLevel(media, (level) => view.showLevel(level));
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
  if (sentence !== undefined) view.showProblem(peer, sentence);
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
controls.on('change', () => view.showSelf(media.track('video')));
preJoin.on('change', () => checks.show(preJoin.findings));
preJoin.on('level', (level) => checks.showLevel(level));

window.hoplineCall = {
  peers: () => new Map([...call.peers].map(([id, { connection }]) => [id, connection])),
};

const interrupted = lobby.interrupted;
if (interrupted) void join(interrupted);
else preJoin.run('granted');

/** Devices first, so that the first offer carries them; then the room. */
async function join(entry: JoinRequest): Promise<void> {
  lobby.busy = true;
  notices.solved();
  notices.say(text.joining);
  preJoin.stop();
  await controls.begin();
  try {
    const { users } = await call.join(entry.room, entry.name);
    lobby.entered(entry);
    view.open(entry);
    ownLevel.open();
    view.showSelf(media.track('video'));
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
  ownLevel.close();
  controls.end();
  view.close();
  notices.solved();
  notices.say(sentence);
  lobby.returned();
  // Who has left a call does not want the microphone on again.
  preJoin.run('none');
}

function own(): OwnMedia {
  const microphone = media.isOn('audio') ? 'on' : (controls.problem('audio') ?? 'off');
  return { microphone, camera: media.isOn('video') };
}

/** What a diagnosis and a file say beside the call itself. */
function about() {
  const browser = browserName(navigator.userAgent);
  return { findings: preJoin.findings, browser, version, now: Date.now() };
}

async function copy(tile?: PeerTile): Promise<void> {
  const said = diagnosis({ verdict: tile?.verdict, origin: location.origin, ...about() }, text);
  const { diagnosisByHand: heading, close, diagnosisCopied } = text;
  if (await copyText(said, { heading, close })) notices.say(diagnosisCopied);
}

async function download(tile: PeerTile): Promise<void> {
  const figures = await tile.read();
  saveCallFile(await callFile({ handshakes: tile.handshakes, figures, language, ...about() }));
  notices.say(text.callSaved);
}
