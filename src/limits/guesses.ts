import type { IncomingMessage, ServerResponse } from 'node:http';
import { BoundedMap } from '../bounds/bounded-map.js';
import type { Addresses } from './addresses.js';
import { KeptBack } from './kept-back.js';

/** Wrong tokens that an address may show in the time before no token of it is looked at any more. */
const most = 10;
/** That time, and how long it is not listened to then, in ms. */
const windowMs = 10_000;
/** Addresses whose wrong tokens are counted, at once; the oldest is forgotten. */
const remembered = 10_000;
/** How often it is said that there are guesses, in ms. */
const tellMs = 60_000;

export interface GuessEvents {
  /** A token is not looked at. */
  onRefused: () => void;
  /** Somebody guesses; so many tokens were wrong since it was last said, or not looked at. */
  onGuessing: (tokens: number) => void;
}

/** What is guessed of the admin token, by address. */
export class Guesses {
  private readonly wrong = new BoundedMap<string, { count: number; until: number }>({
    limit: remembered,
    of: 'addresses',
  });
  private readonly keptBack = new KeptBack();
  private tokens = 0;
  private toldAt = -Infinity;

  constructor(
    private readonly addresses: Addresses,
    private readonly events: GuessEvents,
  ) {}

  /** How long no token of this address is looked at, in ms; 0 where it is. */
  waitMs(request: IncomingMessage): number {
    const { count, until } = this.of(this.addresses.of(request));
    return count < most ? 0 : until - performance.now();
  }

  /** A token of this request was not looked at; it is answered late. */
  refused(response: ServerResponse, answer: () => void): void {
    this.events.onRefused();
    this.count();
    this.keptBack.take(response, answer);
  }

  /** A token of this request was looked at, and is wrong. */
  add(request: IncomingMessage): void {
    const address = this.addresses.of(request);
    const before = this.of(address);
    const count = before.count + 1;
    const until = count === 1 || count === most ? performance.now() + windowMs : before.until;
    this.wrong.renew(address, { count, until });
    this.count();
  }

  private of(address: string): { count: number; until: number } {
    const known = this.wrong.get(address);
    return known && known.until > performance.now() ? known : { count: 0, until: 0 };
  }

  /** A mistake or two of a person are none. */
  private count(): void {
    const at = performance.now();
    if (++this.tokens < most || at - this.toldAt < tellMs) return;
    this.events.onGuessing(this.tokens);
    this.tokens = 0;
    this.toldAt = at;
  }
}
