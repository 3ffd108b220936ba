import type { VerdictMessage } from '../../../protocol/verdict.js';
import type { Peer } from '../../lib/peer.js';
import type { Text } from '../text/en/page.js';
import { Details } from './details.js';
import type { Figures } from './figures.js';
import { RemoteLevel } from './level.js';
import { statusOf, type OwnMedia } from './status.js';
import { Tile } from './tile.js';

export interface PeerTileOptions {
  peer: Peer;
  text: Text;
  own: () => OwnMedia;
  onCopy: () => void;
  onDownload: () => void;
}

/** The tile of another participant, which follows its connection and its handshakes. */
export class PeerTile {
  readonly tile: Tile;
  readonly #options: PeerTileOptions;
  readonly #details: Details;
  readonly #level: RemoteLevel;
  /** All handshakes with it that are known, as they were told last, by id. */
  readonly #handshakes = new Map<string, VerdictMessage>();

  constructor(options: PeerTileOptions) {
    const { peer, text, onCopy, onDownload } = options;
    this.#options = options;
    this.#details = new Details(peer.username, peer.connection, text);
    this.#level = new RemoteLevel(peer.connection);
    this.tile = new Tile({ name: peer.username, text, details: this.#details, onCopy, onDownload });
    this.tile.element.dataset['peer'] = peer.id;
    peer.on('state', () => this.update());
    peer.on('track', (track) => {
      this.tile.play(track);
      this.update();
    });
    this.update();
  }

  /** The newest handshake, which the tile shows. */
  get verdict(): VerdictMessage | undefined {
    return this.#details.steps.shown;
  }

  /** Every handshake with this participant, the newest first. */
  get handshakes(): VerdictMessage[] {
    return [...this.#handshakes.values()].toSorted((one, other) => other.startedAt - one.startedAt);
  }

  take(verdict: VerdictMessage): void {
    this.#handshakes.set(verdict.id, verdict);
    this.#details.steps.show(verdict);
    this.update();
  }

  /** Says how things are: own devices may have been switched on or off. */
  update(): void {
    const { peer, text, own } = this.#options;
    const { verdict } = this;
    const pictures = peer.connection
      .getTransceivers()
      .some(
        ({ receiver, currentDirection }) => receiver.track.kind === 'video' && /send|recv/.test(currentDirection ?? ''),
      );
    this.tile.element.dataset['state'] = peer.state;
    this.tile.show(statusOf({ name: peer.username, state: peer.state, verdict, own: own(), pictures }, text.status));
  }

  showLevel(): void {
    this.tile.showLevel(this.#level.read());
  }

  read(): Promise<Figures> {
    return this.#details.read();
  }
}
