import { Ranking } from '../ranking.js';

/** Items by the account they are on; which account has the most is known at any time. Every call takes a few steps. */
export class Accounts<T> {
  private readonly items = new Map<string, Set<T>>();
  private readonly ranking = new Ranking();
  private count = 0;

  get size(): number {
    return this.count;
  }

  countOf(account: string): number {
    return this.items.get(account)?.size ?? 0;
  }

  has(account: string, item: T): boolean {
    return this.items.get(account)?.has(item) === true;
  }

  add(account: string, item: T): void {
    const items = this.items.get(account) ?? new Set();
    if (items.has(item)) return;
    this.items.set(account, items.add(item));
    this.count++;
    this.ranking.move(account, items.size - 1, items.size);
  }

  delete(account: string, item: T): void {
    const items = this.items.get(account);
    if (!items?.delete(item)) return;
    if (items.size === 0) this.items.delete(account);
    this.count--;
    this.ranking.move(account, items.size + 1, items.size);
  }

  oldestOf(account: string): T | undefined {
    const [oldest] = this.items.get(account) ?? [];
    return oldest;
  }

  /** The oldest item of the account that has the most, and of several such the one that has had so many for longest. */
  oldestOfMost(): T | undefined {
    const account = this.ranking.first;
    return account === undefined ? undefined : this.oldestOf(account);
  }
}
