import { Emitter } from '../../lib/emitter.js';

/** Quieter than a room with somebody breathing in it: -54 dB of full scale. */
const audible = 0.002;
const silenceMs = 4_000;
const everyMs = 50;

/** A level of full scale, on a scale of decibels: from 0 to 1, as loud as it looks. */
export function loudness(level: number): number {
  return Math.min(1, Math.max(0, 1 + Math.log10(level + 1e-4) / 3));
}

/** `silent`: nothing for some seconds, which may be a quiet person. `unmeasured`: the browser wants a press first. */
export type Hearing = 'heard' | 'silent' | 'unmeasured';

/** Listens whether a microphone's level really moves. */
export class LevelMeter extends Emitter<{
  /** From 0 to 1, as loud as it looks: on a scale of decibels. */
  level: [level: number];
  hearing: [hearing: Hearing];
}> {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(this.#analyser.fftSize);
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #resume = () => void this.#context.resume();
  #quietSince: number | undefined;
  #hearing: Hearing | undefined;

  constructor(track: MediaStreamTrack) {
    super();
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    // Browsers keep the sound of a page still until somebody has touched it.
    for (const event of ['pointerdown', 'keydown']) document.addEventListener(event, this.#resume);
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  /** Lets go of the sound; the track goes on. */
  close(): void {
    clearInterval(this.#timer);
    for (const event of ['pointerdown', 'keydown']) document.removeEventListener(event, this.#resume);
    void this.#context.close();
  }

  #look(): void {
    if (this.#context.state !== 'running') {
      this.#become('unmeasured');
      return;
    }
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const level = Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length);
    this.emit('level', loudness(level));
    const now = performance.now();
    if (level >= audible) {
      this.#quietSince = undefined;
      this.#become('heard');
    } else {
      this.#quietSince ??= now;
      // Who was heard once may be silent.
      if (this.#hearing !== 'heard' && now - this.#quietSince >= silenceMs) this.#become('silent');
    }
  }

  #become(hearing: Hearing): void {
    if (hearing === this.#hearing) return;
    this.#hearing = hearing;
    this.emit('hearing', hearing);
  }
}
