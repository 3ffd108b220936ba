import { BoundedMap } from '../../bounds/bounded-map.js';
import type { Ranking } from '../ranking.js';

/** Entries in the order in which they go: what has settled first, of either kind the oldest. */
export class EvictionOrder {
  private readonly open = new BoundedMap<string, true>();
  private settled: BoundedMap<string, true> | undefined;

  get size(): number {
    return this.open.size + (this.settled?.size ?? 0);
  }

  get unsettled(): number {
    return this.open.size;
  }

  /** The one that goes first. */
  get next(): string | undefined {
    return this.settled?.oldestKey ?? this.open.oldestKey;
  }

  /** Adds one that has not settled. */
  add(id: string): void {
    this.open.set(id, true);
  }

  mark(id: string, settled: boolean): void {
    const other = (this.settled ??= new BoundedMap());
    const [from, to] = settled ? [this.open, other] : [other, this.open];
    if (from.delete(id)) to.set(id, true);
  }

  /** @returns whether it was there */
  remove(id: string): boolean {
    return this.open.delete(id) || this.settled?.delete(id) === true;
  }
}

/** Entries by their owners: each step costs the same, however many there are. */
export class Shares {
  private readonly shares = new Map<string, EvictionOrder>();

  /** @param ranking knows from then on who has the most; absent: nobody asks */
  constructor(private readonly ranking?: Ranking) {}

  of(owner: string): EvictionOrder | undefined {
    return this.shares.get(owner);
  }

  /** Of the owner that has the most; of several, of the one that has had so many for longest. */
  get largest(): EvictionOrder | undefined {
    const owner = this.ranking?.first;
    return owner === undefined ? undefined : this.shares.get(owner);
  }

  add(owner: string, id: string): void {
    const share = this.shares.get(owner) ?? new EvictionOrder();
    this.shares.set(owner, share);
    share.add(id);
    this.ranking?.move(owner, share.size - 1, share.size);
  }

  mark(owner: string, id: string, settled: boolean): void {
    this.shares.get(owner)?.mark(id, settled);
  }

  remove(owner: string, id: string): void {
    const share = this.shares.get(owner);
    if (!share?.remove(id)) return;
    if (share.size === 0) this.shares.delete(owner);
    this.ranking?.move(owner, share.size + 1, share.size);
  }
}
