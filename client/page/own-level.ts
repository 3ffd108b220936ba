import type { LocalMedia } from '../lib/local-media.js';
import { LevelMeter } from './checks/level-meter.js';

/** The level of one's own microphone during a call, whichever device it is. */
export class OwnLevel {
  readonly #media: LocalMedia;
  readonly #show: (level: number) => void;
  #meter: LevelMeter | undefined;
  #open = false;

  constructor(media: LocalMedia, show: (level: number) => void) {
    this.#media = media;
    this.#show = show;
    media.on('track', (kind) => {
      if (kind === 'audio' && this.#open) this.open();
    });
  }

  /** Follows the microphone that there is now, and each that comes after it. */
  open(): void {
    this.close();
    this.#open = true;
    const track = this.#media.track('audio');
    if (!track) return;
    this.#meter = new LevelMeter(track);
    this.#meter.on('level', this.#show);
  }

  close(): void {
    this.#open = false;
    this.#meter?.close();
    this.#meter = undefined;
    this.#show(0);
  }
}
