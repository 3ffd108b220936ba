import { el } from '../ui/dom.js';
import { Ladder } from './ladder.js';
import type { PeerState } from '../lib/peer.js';
import type { Text } from './text.js';

export interface TileOptions {
  label?: string;
  /** Copies the diagnosis; where there is none to copy, there is no button. */
  onCopy?: () => void;
}

/** One participant on the page: picture or initials, name, the state in words, and the ladder of the handshake. */
export class Tile {
  readonly element: HTMLElement;
  readonly ladder: Ladder;
  readonly #video = document.createElement('video');
  readonly #state = el('p', 'tile-state');
  readonly #play = el('button', 'tile-play');
  readonly #stream = new MediaStream();

  constructor(name: string, text: Text, { label = name, onCopy }: TileOptions = {}) {
    this.#video.autoplay = true;
    this.#video.playsInline = true;
    this.#video.srcObject = this.#stream;
    this.#play.type = 'button';
    this.#play.textContent = text.labels.playSound;
    this.#play.hidden = true;
    this.#play.addEventListener('click', () => this.#start());
    this.ladder = new Ladder(text.ladder);

    const initials = el('span', 'tile-initials', initialsOf(name));
    initials.ariaHidden = 'true';
    const picture = el('div', 'tile-picture');
    picture.append(initials, this.#video, this.#play);
    const line = el('span', 'tile-line');
    line.ariaHidden = 'true';
    const caption = el('div', 'tile-caption');
    caption.append(el('h3', 'tile-name', label), line, this.#state);
    if (onCopy) caption.append(copyButton(name, text, onCopy));
    this.element = el('li', 'tile');
    this.element.append(picture, caption, this.ladder.element);
  }

  /** `data-state` is for the style sheet and for tests; a person reads the sentence. */
  show(state: PeerState | 'self', sentence: string): void {
    this.element.dataset['state'] = state;
    this.#state.textContent = sentence;
  }

  /** Plays a remote track. Its picture shows while frames come: a stopped camera leaves the initials, not a frozen face. */
  play(track: MediaStreamTrack): void {
    if (!this.#stream.getTracks().includes(track)) {
      this.#stream.addTrack(track);
      track.addEventListener('mute', () => this.#showPicture());
      track.addEventListener('unmute', () => this.#showPicture());
    }
    this.#showPicture();
    this.#start();
  }

  /** Shows one's own camera, or not: silent, and as in a mirror. */
  mirror(track: MediaStreamTrack | null): void {
    this.#video.muted = true;
    this.#video.classList.add('mirrored');
    for (const present of this.#stream.getTracks()) this.#stream.removeTrack(present);
    if (track) this.#stream.addTrack(track);
    this.#showPicture();
  }

  remove(): void {
    this.#video.srcObject = null;
    this.element.remove();
  }

  #showPicture(): void {
    this.element.classList.toggle(
      'has-picture',
      this.#stream.getVideoTracks().some((track) => !track.muted),
    );
  }

  #start(): void {
    this.#video.play().then(
      () => (this.#play.hidden = true),
      (error: unknown) => {
        // Other errors say that a newer track has taken the place of this one.
        this.#play.hidden = !(error instanceof DOMException && error.name === 'NotAllowedError');
      },
    );
  }
}

function copyButton(name: string, text: Text, onCopy: () => void): HTMLElement {
  const button = el('button', 'tile-copy', text.labels.copyDiagnosis);
  button.type = 'button';
  button.ariaLabel = text.diagnosis.of(name);
  button.addEventListener('click', onCopy);
  return button;
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  // What a reader takes for one letter may be several code points: an accent, an emoji.
  const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return ends
    .map((word = '') => letters.segment(word).containing(0)?.segment ?? '')
    .join('')
    .toLocaleUpperCase();
}
