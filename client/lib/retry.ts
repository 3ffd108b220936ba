const firstMs = 1_000;
const longestMs = 8_000;
const movingMs = 500;

/** Tries again after a growing wait, spread so that a room's participants do not all come back at once. */
export class Retry {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  later(attempt: () => void): void {
    const wait = Math.min(firstMs * 2 ** this.#tries++, longestMs);
    this.#timer = setTimeout(attempt, wait * (0.5 + Math.random() / 2));
  }

  /** Tries in a moment, where nothing has failed: all participants of a room have to move at once, and spread. */
  soon(attempt: () => void): void {
    this.#timer = setTimeout(attempt, Math.random() * movingMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** It went well: the next wait is a short one again. */
  succeeded(): void {
    this.#tries = 0;
  }
}
