/** Waits before each ICE restart while the connection stays failed, in ms; after the last one nothing more is tried. */
const waitsMs = [0, 4_000, 8_000, 16_000, 32_000];
/** How long the last try may take. */
const patienceMs = 32_000;
/** The polite side lets the other one begin, so that mostly one offer goes out rather than two. */
const headStartMs = 1_000;

/** Where nothing is heard any more, Chromium leaves the ICE state at `disconnected` and fails the connection alone. */
export function hasFailed(connection: Pick<RTCPeerConnection, 'iceConnectionState' | 'connectionState'>): boolean {
  return connection.iceConnectionState === 'failed' || connection.connectionState === 'failed';
}

export interface IceRestartOptions {
  polite: boolean;
  isFailed: () => boolean;
  restart: () => void;
  /** Called once, with the number of restarts that did not help. */
  givenUp: (restarts: number) => void;
}

/** Restarts ICE while it stays failed: a bounded number of times, after a growing wait. Both sides may do so. */
export class IceRestart {
  readonly #options: IceRestartOptions;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: IceRestartOptions) {
    this.#options = options;
  }

  /** ICE has failed. Every failure may be told: one that is being seen to changes nothing. */
  failed(): void {
    if (this.#timer !== undefined || this.#tries > waitsMs.length) return;
    const wait = (waitsMs[this.#tries] ?? patienceMs) + (this.#options.polite ? headStartMs : 0);
    this.#timer = setTimeout(() => this.#next(), wait);
  }

  /** Connected: the next failure is a new one. */
  recovered(): void {
    this.stop();
    this.#tries = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(): void {
    this.#timer = undefined;
    const { isFailed, restart, givenUp } = this.#options;
    // A restart is under way; if that fails too, it will be told.
    if (!isFailed()) return;
    if (++this.#tries > waitsMs.length) {
      givenUp(waitsMs.length);
      return;
    }
    restart();
    // Where the other side never answers, the connection stays failed without another word.
    this.failed();
  }
}
