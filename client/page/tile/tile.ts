import { el } from '../../ui/dom.js';
import type { Text } from '../text/en/page.js';
import type { Details } from './details.js';
import type { Status } from './status.js';

export interface TileOptions {
  name: string;
  text: Text;
  label?: string;
  /** Of another participant: one's own tile has nothing more to show. */
  details?: Details;
  onCopy?: () => void;
  onDownload?: () => void;
}

/** One participant on the page: picture or initials, name, level, and one status in words. */
export class Tile {
  readonly element: HTMLElement;
  readonly #video = document.createElement('video');
  readonly #state = el('p', 'tile-state');
  readonly #advice = el('p', 'tile-advice');
  readonly #meter = el('span', 'meter tile-meter');
  readonly #play = el('button', 'tile-play');
  readonly #stream = new MediaStream();
  readonly #details: Details | undefined;

  constructor({ name, text, label = name, details, onCopy, onDownload }: TileOptions) {
    this.#details = details;
    this.#video.autoplay = true;
    this.#video.playsInline = true;
    this.#video.srcObject = this.#stream;
    this.#play.type = 'button';
    this.#play.textContent = text.labels.playSound;
    this.#play.hidden = true;
    this.#play.addEventListener('click', () => this.#start());
    this.#meter.ariaHidden = 'true';

    const initials = el('span', 'tile-initials', initialsOf(name));
    initials.ariaHidden = 'true';
    const picture = el('div', 'tile-picture');
    picture.append(initials, this.#video, this.#play);
    const line = el('span', 'tile-line');
    line.ariaHidden = 'true';
    const status = el('div', 'tile-status');
    status.ariaLive = 'polite';
    status.ariaAtomic = 'true';
    status.append(this.#state, this.#advice);
    const caption = el('div', 'tile-caption');
    caption.append(el('h3', 'tile-name', label), this.#meter, line, status);
    this.element = el('li', 'tile');
    this.element.append(picture, caption);
    if (!details || !onCopy || !onDownload) return;
    const { copyDiagnosis, downloadCall, helpHint } = text.labels;
    const actions = el('div', 'tile-actions');
    actions.append(
      details.button,
      action('tile-copy', copyDiagnosis, text.copyDiagnosisOf(name), onCopy),
      action('tile-download', downloadCall, text.downloadCallWith(name), onDownload),
      el('p', 'tile-help', helpHint),
    );
    this.element.append(actions, details.element);
  }

  /** `data-tone` is for the style sheet and for tests; a person reads the sentence. What stands there already stays. */
  show({ tone, sentence, advice }: Status): void {
    this.element.dataset['tone'] = tone;
    for (const [element, said] of [[this.#state, sentence] as const, [this.#advice, advice] as const])
      if (element.textContent !== said) element.textContent = said;
  }

  /** From 0 to 1. */
  showLevel(level: number): void {
    this.#meter.style.setProperty('--level', level.toFixed(2));
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
    this.#details?.close();
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

function action(className: string, words: string, label: string, onPress: () => void): HTMLElement {
  const button = el('button', `${className} slim`, words);
  button.type = 'button';
  button.ariaLabel = label;
  button.addEventListener('click', onPress);
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
