import type { VerdictMessage } from '../../protocol/verdict.js';
import type { Peer } from '../lib/peer.js';
import { byId } from '../ui/dom.js';
import { AlonePanel } from './alone.js';
import { linkTo, type JoinRequest } from './lobby/lobby.js';
import type { Notices } from './notices.js';
import type { Text } from './text/en/page.js';
import { PeerTile } from './tile/peer-tile.js';
import type { OwnMedia } from './tile/status.js';
import { Tile } from './tile/tile.js';

export interface CallViewOptions {
  notices: Notices;
  text: Text;
  /** What the page sends now. */
  own: () => OwnMedia;
  onLeave: () => void;
  /** The diagnosis of the call with a participant is to be copied, or all of it to be saved. */
  onCopy: (tile: PeerTile) => void;
  onDownload: (tile: PeerTile) => void;
}

const levelMs = 100;

/** The call on the page: the room's name, its link, and a tile for everybody. */
export class CallView {
  readonly #room = byId('call-room', HTMLElement);
  readonly #tiles = byId('tiles', HTMLElement);
  readonly #alone: AlonePanel;
  readonly #peers = new Map<Peer, PeerTile>();
  readonly #options: CallViewOptions;
  #self: Tile | undefined;
  #levels: ReturnType<typeof setInterval> | undefined;

  constructor(options: CallViewOptions) {
    this.#options = options;
    this.#alone = new AlonePanel(options.text);
    byId('leave', HTMLButtonElement).addEventListener('click', options.onLeave);
    byId('copy-link', HTMLButtonElement).addEventListener('click', () => void this.#copyLink());
  }

  open({ name, room }: JoinRequest): void {
    const { text } = this.#options;
    this.#room.textContent = room;
    this.#self = new Tile({ name, text, label: text.you(name) });
    this.#self.element.id = 'self';
    this.#tiles.prepend(this.#self.element);
    document.body.dataset['phase'] = 'call';
    // The Join button is gone, and the focus with it.
    this.#room.focus();
    this.#levels = setInterval(() => this.#peers.forEach((tile) => tile.showLevel()), levelMs);
    this.#countPeople();
  }

  close(): void {
    clearInterval(this.#levels);
    this.#self?.remove();
    this.#self = undefined;
    this.#alone.hide();
    document.body.dataset['phase'] = 'lobby';
  }

  /** Shows one's own devices as they are now. */
  showSelf(camera: MediaStreamTrack | null): void {
    const { own, text } = this.#options;
    const { microphone } = own();
    const sentence = `${text.self.microphone[microphone]}, ${text.self.camera[camera ? 'on' : 'off']}.`;
    const tone = microphone === 'on' ? 'well' : 'note';
    this.#self?.show({ tone, sentence, advice: '' });
    this.#self?.mirror(camera);
    for (const tile of this.#peers.values()) tile.update();
  }

  /** The level of one's own microphone, from 0 to 1. */
  showLevel(level: number): void {
    this.#self?.showLevel(level);
  }

  addPeer(peer: Peer): void {
    const { text, own, onCopy, onDownload } = this.#options;
    const tile: PeerTile = new PeerTile({
      peer,
      text,
      own,
      onCopy: () => onCopy(tile),
      onDownload: () => onDownload(tile),
    });
    this.#peers.set(peer, tile);
    this.#tiles.append(tile.tile.element);
    this.#countPeople();
  }

  removePeer(peer: Peer): void {
    this.#peers.get(peer)?.tile.remove();
    this.#peers.delete(peer);
    this.#countPeople();
  }

  /**
   * Shows how far a handshake has come on the tile of its other participant. Once it has failed, the tile says what to do, and
   * nothing else beside it.
   */
  showLadder(verdict: VerdictMessage): void {
    const { id } = verdict[verdict.you === 'caller' ? 'callee' : 'caller'];
    for (const [peer, tile] of this.#peers) if (peer.id === id) tile.take(verdict);
    if (this.#hasFailed(id)) this.#options.notices.solved(id);
  }

  /** Says what went wrong with the connection to a participant, until its tile does. */
  showProblem({ id }: Peer, sentence: string): void {
    if (!this.#hasFailed(id)) this.#options.notices.problem(id, sentence);
  }

  #hasFailed(id: string): boolean {
    return [...this.#peers].some(([peer, { verdict }]) => peer.id === id && verdict?.outcome === 'failed');
  }

  #countPeople(): void {
    if (this.#self && this.#peers.size === 0) this.#alone.wait(linkTo(this.#room.textContent));
    else this.#alone.hide();
  }

  async #copyLink(): Promise<void> {
    const { notices, text } = this.#options;
    const link = linkTo(this.#room.textContent);
    try {
      await navigator.clipboard.writeText(link);
      notices.say(text.linkCopied);
    } catch {
      // No clipboard without HTTPS, or none allowed: then the link itself, to copy by hand.
      notices.say(text.linkIs(link));
    }
  }
}
