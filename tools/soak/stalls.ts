const beatMs = 100;
const kept = 1000;

/**
 * When the machine had no time for this process, or for the gateway: pages that should answer at once did not, and whatever
 * was said of them then is no error of the gateway.
 */
export class Stalls {
  private readonly stalls: { at: number; ms: number }[] = [];
  private readonly heart: NodeJS.Timeout;

  constructor() {
    let beatAt = performance.now();
    this.heart = setInterval(() => {
      const now = performance.now();
      this.note(now - beatAt - beatMs);
      beatAt = now;
    }, beatMs);
  }

  /** Something took so much longer than it should. */
  note(ms: number): void {
    if (ms < beatMs) return;
    this.stalls.push({ at: performance.now(), ms });
    if (this.stalls.length > kept) this.stalls.shift();
  }

  /** The longest that ended after a moment of `performance.now()`. */
  worstSince(moment: number): number {
    return Math.max(0, ...this.stalls.filter(({ at }) => at >= moment).map(({ ms }) => ms));
  }

  end(): void {
    clearInterval(this.heart);
  }
}
