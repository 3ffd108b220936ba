import { countForgotten, type Forgettable } from './forgotten.js';

/** What is kept under a key, between the one that came before it and the one behind. */
interface Link<K, V> {
  readonly key: K;
  value: V;
  older: Link<K, V> | undefined;
  newer: Link<K, V> | undefined;
}

/**
 * A map whose oldest is known at any time, and goes first. A `Map` keeps the places of what was deleted until it
 * grows, and walks over them to its first key: for a memory that is full that was thousands of steps for each that went.
 */
export class BoundedMap<K, V> {
  private readonly links = new Map<K, Link<K, V>>();
  private first: Link<K, V> | undefined;
  private last: Link<K, V> | undefined;

  /** @param bound so many at most: for one more, the oldest goes. Without, who has the map asks for the oldest and deletes it */
  constructor(private readonly bound?: { readonly limit: number; readonly of: Forgettable }) {}

  get size(): number {
    return this.links.size;
  }

  has(key: K): boolean {
    return this.links.has(key);
  }

  get(key: K): V | undefined {
    return this.links.get(key)?.value;
  }

  get oldest(): V | undefined {
    return this.first?.value;
  }

  get oldestKey(): K | undefined {
    return this.first?.key;
  }

  /** What is known already keeps its place. */
  set(key: K, value: V): void {
    const known = this.links.get(key);
    if (known) known.value = value;
    else this.add({ key, value, older: undefined, newer: undefined });
  }

  /**
   * Remembers something as the newest, also where it was known before.
   *
   * @param gives may it take the place of what is known?
   */
  renew(key: K, value: V, gives: (known: V) => boolean = always): void {
    const known = this.links.get(key);
    if (known && !gives(known.value)) return;
    if (!known) return this.add({ key, value, older: undefined, newer: undefined });
    known.value = value;
    this.takeOut(known);
    this.append(known);
  }

  delete(key: K): boolean {
    const link = this.links.get(key);
    if (link) this.drop(link);
    return link !== undefined;
  }

  /** The oldest first. */
  *values(): Generator<V> {
    for (let link = this.first; link; link = link.newer) yield link.value;
  }

  private add(link: Link<K, V>): void {
    this.append(link);
    this.links.set(link.key, link);
    if (!this.bound || this.links.size <= this.bound.limit || !this.first) return;
    this.drop(this.first);
    countForgotten(this.bound.of);
  }

  private drop(link: Link<K, V>): void {
    this.links.delete(link.key);
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
