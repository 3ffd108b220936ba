import type { Bounds } from '../../bounds/bounds.js';
import { Accounts } from './accounts.js';

/** What can be held. */
export interface Holdable {
  /** What it is looked for by. */
  readonly key: string;
  /** The page load it comes from, as one object. */
  readonly page: object;
  /** Who has to make room for it: an address, a participant, or a page of which nothing else is known. */
  readonly account: string;
}

/** Part of the store that one account may fill with what comes of pages that have proved whose they are, and of others. */
const shares = { proved: 1 / 4, strangers: 1 / 10 };
/** Part of the store that strangers keep: a page that has proved whose it is costs no more than a connection. */
const kept = 1 / 4;

/**
 * Reports that wait for what they speak of. Each key, page and account has its bound; where all together are too many, the
 * account that holds the most loses its oldest, and pages that have proved nothing go before pages that have, down to what is
 * theirs: a page costs nothing to make up, so that strangers push out strangers only. Holding, dropping and finding one takes
 * a few steps, however many there are.
 */
export class HeldReports<T extends Holdable> {
  /** In lists, which are short: a set for each of thousands of keys is most of what holding one takes of the memory. */
  private readonly byKey = new Map<string, T[]>();
  private readonly byPage = new Map<object, T[]>();
  private readonly proved = new Accounts<T>();
  private readonly strangers = new Accounts<T>();

  private readonly perPage: number;
  private readonly perKey: number;
  private readonly limit: number;

  /** @param bounds as many in all as there may be handshakes, and as many of a page as of its reports are kept */
  constructor({ handshakes, reports }: Pick<Bounds, 'handshakes' | 'reports'>) {
    this.limit = handshakes;
    this.perPage = reports;
    this.perKey = reports / 2;
  }

  get size(): number {
    return this.proved.size + this.strangers.size;
  }

  /** @returns how many had to go for it, or it itself */
  hold(item: T, isProved: boolean): number {
    const accounts = isProved ? this.proved : this.strangers;
    const { account } = item;
    accounts.add(account, item);
    const ofKey = put(this.byKey, item.key, item);
    const ofPage = put(this.byPage, item.page, item);
    const before = this.size;
    if (ofPage.length > this.perPage) this.drop(ofPage[0]);
    if (ofKey.length > this.perKey) this.drop(ofKey.find((one) => this.strangers.has(one.account, one)) ?? ofKey[0]);
    const part = isProved ? shares.proved : shares.strangers;
    if (accounts.countOf(account) > Math.max(this.perPage, this.limit * part)) this.drop(accounts.oldestOf(account));
    const crowd = this.strangers.size > this.limit * kept ? this.strangers : this.proved;
    if (this.size > this.limit) this.drop(crowd.oldestOfMost());
    return before - this.size;
  }

  /** Takes out what is held under a key, the oldest first. */
  takeKey(key: string): T[] {
    return this.take(this.byKey.get(key));
  }

  /** Takes out what is held of a page, the oldest first. */
  takePage(page: object): T[] {
    return this.take(this.byPage.get(page));
  }

  private take(items: readonly T[] = []): T[] {
    const taken = [...items];
    for (const item of taken) this.drop(item);
    return taken;
  }

  private drop(item: T | undefined): void {
    if (!item) return;
    for (const accounts of [this.proved, this.strangers]) accounts.delete(item.account, item);
    remove(this.byKey, item.key, item);
    remove(this.byPage, item.page, item);
  }
}

function put<K, T>(map: Map<K, T[]>, key: K, item: T): T[] {
  const items = map.get(key);
  if (!items) {
    const one = [item];
    map.set(key, one);
    return one;
  }
  items.push(item);
  return items;
}

function remove<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const items = map.get(key);
  const at = items?.indexOf(item) ?? -1;
  if (at < 0) return;
  if (items?.length === 1) map.delete(key);
  else items?.splice(at, 1);
}
