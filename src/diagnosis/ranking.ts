import { BoundedMap } from '../bounds/bounded-map.js';

/** Who has the most of something, by numbers that change by one at a time: each step costs the same, however many there are. */
export class Ranking {
  /** By a number, those who have so many. */
  private readonly ranks = new Map<number, BoundedMap<string, true>>();
  private most = 0;

  /** The one that has the most; of several, the one that has had so many for longest. */
  get first(): string | undefined {
    return this.ranks.get(this.most)?.oldestKey;
  }

  /** @param now one more than before, or one less */
  move(who: string, before: number, now: number): void {
    const left = this.ranks.get(before);
    if (left?.size === 1 && now > 0 && !this.ranks.has(now)) {
      // It was alone and will be: a set that is emptied, and one that is made, cost more than all the rest.
      this.ranks.set(now, left);
      this.ranks.delete(before);
    } else {
      left?.delete(who);
      if (left?.size === 0) this.ranks.delete(before);
      if (now > 0) this.rank(now).set(who, true);
    }
    // The last of the highest rank is one below it now, so that nobody has to be looked for.
    if (now > this.most || !this.ranks.has(this.most)) this.most = now;
  }

  private rank(number: number): BoundedMap<string, true> {
    const known = this.ranks.get(number);
    if (known) return known;
    const rank = new BoundedMap<string, true>();
    this.ranks.set(number, rank);
    return rank;
  }
}
