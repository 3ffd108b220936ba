import { countForgotten } from '../bounds/forgotten.js';
import type { Signal } from './signals.js';

/** A description or a candidate that came from a page, and what became of it so far. */
export interface InFlight<Person> {
  readonly signal: Signal;
  /** Who sent it: once it is known, the connection by which the page of that one is called. */
  from: Person;
  /** When it came, in ms since the Unix epoch. */
  readonly at: number;
  readonly event: string | undefined;
  /** Of a description: the short values beside it, some of which say whom it is for. */
  readonly names: readonly string[];
  /** Of an offer: the ids in it that say for whom it is. */
  readonly addressed: readonly string[];
  /** One of several offers in the same message, for all who may come: a server drops those that it has no use for. */
  readonly isSpare: boolean;
  /** Whom the server has handed it to. */
  readonly reached: Set<Person>;
  /** Who got it though it is for another: an answer to somebody else's offer, an offer that names somebody else. */
  readonly astray: Set<Person>;
  /** It went back to its own sender. */
  isReturned: boolean;
  /** Handshakes, by id, in which it is a hop already, as received. */
  readonly told: Set<string>;
}

/** Of the same signal: pages send it once more, or to each of a room. */
const mostOfKey = 64;

/**
 * What came in, so that what goes out is known again: by its hashes, however the server names and addresses it. Of the same
 * signal from two pages, the one that has reached nobody yet is meant.
 */
export class InFlightSignals<Person> {
  private readonly byKey = new Map<string, InFlight<Person>[]>();
  /** The oldest first, from `first` on: what is ahead of it is cut off now and then. */
  private order: InFlight<Person>[] = [];
  private first = 0;

  /** @param limit signals that are remembered; some servers pass on what they have kept for a while */
  constructor(private readonly limit: number) {}

  add(one: InFlight<Person>): void {
    const { key } = one.signal;
    const same = this.byKey.get(key);
    if (!same) this.byKey.set(key, [one]);
    else if (same.push(one) > mostOfKey) same.shift();
    this.order.push(one);
    if (this.order.length - this.first > this.limit) this.forgetOldest();
  }

  /** The signal that is now written to somebody. */
  match(key: string, to: Person): InFlight<Person> | undefined {
    const same = this.byKey.get(key) ?? [];
    if (same.length === 1) return same[0];
    const others = same.filter(({ from }) => from !== to);
    return (
      others.find(({ reached, astray }) => reached.size + astray.size === 0) ??
      others.findLast(({ reached }) => !reached.has(to)) ??
      others.at(-1) ??
      same.at(-1)
    );
  }

  /**
   * Has the server handed the very same to somebody before? Who sends it then only quotes it, as pages do that answer with
   * the whole record of a call.
   */
  isQuoted(key: string, by: Person): boolean {
    const same = this.byKey.get(key) ?? [];
    return same.some(({ from, reached, astray }) => from !== by && (reached.has(by) || astray.has(by)));
  }

  private forgetOldest(): void {
    const oldest = this.order[this.first++];
    countForgotten('watched-signals');
    if (this.first > this.limit) {
      this.order = this.order.slice(this.first);
      this.first = 0;
    }
    const key = oldest?.signal.key ?? '';
    const rest = (this.byKey.get(key) ?? []).filter((one) => one !== oldest);
    if (rest.length === 0) this.byKey.delete(key);
    else this.byKey.set(key, rest);
  }
}
