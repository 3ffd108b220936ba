/**
 * A token bucket: so much a second, and what was not used for a while at once. It is asked for every message, and answers
 * at once: behind the promise of rate-limiter-flexible, which counts addresses here, a message would overtake the one
 * before it, or each would have to wait in line. `npm run bench:flood` has what both cost.
 */
export class Bucket {
  private left: number;
  private readonly perMs: number;

  /**
   * @param perSecond what flows in
   * @param burst what it holds
   * @param at ms of the clock that every call is given
   */
  constructor(
    perSecond: number,
    private readonly burst: number,
    private at: number,
  ) {
    this.perMs = perSecond / 1000;
    this.left = burst;
  }

  /** Takes, where there is enough and no debt; answers how many ms are missing, 0 where it was taken. */
  take(cost: number, at: number): number {
    this.refill(at);
    if (this.left < cost) return (cost - this.left) / this.perMs;
    this.left -= cost;
    return 0;
  }

  /** Takes what has come already, and be it into debt; answers how deep that is. */
  owe(cost: number, at: number): number {
    this.refill(at);
    this.left -= cost;
    return this.left < 0 ? -this.left : 0;
  }

  /** Is there enough now? */
  has(cost: number, at: number): boolean {
    this.refill(at);
    return this.left >= cost;
  }

  private refill(at: number): void {
    this.left = Math.min(this.burst, this.left + (at - this.at) * this.perMs);
    this.at = at;
  }
}
