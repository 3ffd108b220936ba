import type { VerdictMessage } from '../../protocol/verdict.js';
import { byId } from '../ui/dom.js';
import { linkTo, type Entry } from './lobby.js';
import type { Notices } from './notices.js';
import type { Peer } from '../lib/peer.js';
import { Tile } from './tile.js';
import type { Text } from './text.js';

export interface CallViewOptions {
  notices: Notices;
  text: Text;
  onLeave: () => void;
  /** The diagnosis of a handshake is to be copied; undefined where there is none yet. */
  onCopy: (verdict: VerdictMessage | undefined) => void;
}

/** The call on the page: the room's name, its link, and a tile for everybody. */
export class CallView {
  readonly #room = byId('call-room', HTMLElement);
  readonly #tiles = byId('tiles', HTMLElement);
  readonly #peers = new Map<Peer, Tile>();
  readonly #notices: Notices;
  readonly #text: Text;
  #self: Tile | undefined;

  readonly #onCopy: CallViewOptions['onCopy'];

  constructor({ notices, text, onLeave, onCopy }: CallViewOptions) {
    this.#notices = notices;
    this.#text = text;
    this.#onCopy = onCopy;
    byId('leave', HTMLButtonElement).addEventListener('click', onLeave);
    byId('copy-link', HTMLButtonElement).addEventListener('click', () => void this.#copyLink());
  }

  open({ name, room }: Entry): void {
    this.#room.textContent = room;
    this.#self = new Tile(name, this.#text, { label: this.#text.you(name) });
    this.#self.element.id = 'self';
    this.#tiles.prepend(this.#self.element);
    document.body.dataset['phase'] = 'call';
    // The Join button is gone, and the focus with it.
    this.#room.focus();
  }

  close(): void {
    this.#self?.remove();
    this.#self = undefined;
    document.body.dataset['phase'] = 'lobby';
  }

  showSelf(microphone: boolean, camera: MediaStreamTrack | null): void {
    this.#self?.show('self', this.#text.selfState(microphone, camera !== null));
    this.#self?.mirror(camera);
  }

  addPeer(peer: Peer): void {
    const tile: Tile = new Tile(peer.username, this.#text, { onCopy: () => this.#onCopy(tile.ladder.shown) });
    tile.element.dataset['peer'] = peer.id;
    tile.show(peer.state, this.#text.states[peer.state]);
    peer.on('state', (state) => tile.show(state, this.#text.states[state]));
    peer.on('track', (track) => tile.play(track));
    this.#peers.set(peer, tile);
    this.#tiles.append(tile.element);
  }

  removePeer(peer: Peer): void {
    this.#peers.get(peer)?.remove();
    this.#peers.delete(peer);
  }

  /** Shows how far a handshake has come on the tile of its other participant. */
  showLadder(verdict: VerdictMessage): void {
    const { id } = verdict[verdict.you === 'caller' ? 'callee' : 'caller'];
    for (const [peer, tile] of this.#peers) if (peer.id === id) tile.ladder.show(verdict);
  }

  async #copyLink(): Promise<void> {
    const link = linkTo(this.#room.textContent);
    try {
      await navigator.clipboard.writeText(link);
      this.#notices.say(this.#text.linkCopied);
    } catch {
      // No clipboard without HTTPS, or none allowed: then the link itself, to copy by hand.
      this.#notices.say(this.#text.linkIs(link));
    }
  }
}
