import { countForgotten, type Forgettable } from './forgotten.js';

/** What is kept under a key, between the one that came before it and the one behind. */
interface Link<K, V> {
  readonly key: K;
  value: V;
  older: Link<K, V> | undefined;
  newer: Link<K, V> | undefined;
}

/** So many are found by looking through them all: a `Map` weighs more than they do, and most memories of one participant have one or two. */
const few = 8;

/**
 * A map whose oldest is known at any time, and goes first. A `Map` keeps the places of what was deleted until it
 * grows, and walks over them to its first key: for a memory that is full that was thousands of steps for each that went.
 */
export class BoundedMap<K, V> {
  size = 0;
  private links: Map<K, Link<K, V>> | undefined;
  private first: Link<K, V> | undefined;
  private last: Link<K, V> | undefined;

  /** @param bound so many at most: for one more, the oldest goes. Absent: nothing goes by itself */
  constructor(private readonly bound?: { readonly limit: number; readonly of: Forgettable }) {}

  has(key: K): boolean {
    return this.find(key) !== undefined;
  }

  get(key: K): V | undefined {
    return this.find(key)?.value;
  }

  get oldest(): V | undefined {
    return this.first?.value;
  }

  get oldestKey(): K | undefined {
    return this.first?.key;
  }

  /** What is known already keeps its place. */
  set(key: K, value: V): void {
    const known = this.find(key);
    if (known) known.value = value;
    else this.add({ key, value, older: undefined, newer: undefined });
  }

  /**
   * Remembers something as the newest, also where it was known before.
   *
   * @param gives may it take the place of what is known?
   */
  renew(key: K, value: V, gives: (known: V) => boolean = always): void {
    const known = this.find(key);
    if (known && !gives(known.value)) return;
    if (!known) return this.add({ key, value, older: undefined, newer: undefined });
    known.value = value;
    this.takeOut(known);
    this.append(known);
  }

  delete(key: K): boolean {
    const link = this.find(key);
    if (link) this.drop(link);
    return link !== undefined;
  }

  /** The oldest first. */
  *values(): Generator<V> {
    for (const { value } of this.all()) yield value;
  }

  /** The oldest first. */
  *keys(): Generator<K> {
    for (const { key } of this.all()) yield key;
  }

  private *all(): Generator<Link<K, V>> {
    for (let link = this.first; link; link = link.newer) yield link;
  }

  private find(key: K): Link<K, V> | undefined {
    if (this.links) return this.links.get(key);
    let link = this.last;
    while (link && link.key !== key) link = link.older;
    return link;
  }

  private add(link: Link<K, V>): void {
    this.append(link);
    this.size++;
    if (this.links) this.links.set(link.key, link);
    else if (this.size > few) this.links = new Map(Array.from(this.all(), (one) => [one.key, one]));
    if (!this.bound || this.size <= this.bound.limit || !this.first) return;
    this.drop(this.first);
    countForgotten(this.bound.of);
  }

  private drop(link: Link<K, V>): void {
    this.size--;
    this.links?.delete(link.key);
    this.takeOut(link);
  }

  private append(link: Link<K, V>): void {
    link.older = this.last;
    link.newer = undefined;
    if (this.last) this.last.newer = link;
    else this.first = link;
    this.last = link;
  }

  private takeOut({ older, newer }: Link<K, V>): void {
    if (older) older.newer = newer;
    else this.first = newer;
    if (newer) newer.older = older;
    else this.last = older;
  }
}

const always = () => true;
