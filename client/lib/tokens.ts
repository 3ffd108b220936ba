import type { TokenSource } from './signaling-events.js';

/** The page's token, as fresh as it is needed. */
export class TokenHolder {
  readonly #source: TokenSource | undefined;
  #last: string | undefined;

  constructor(source: TokenSource | undefined) {
    this.#source = source;
  }

  get renewable(): boolean {
    return typeof this.#source === 'function';
  }

  /** A fresh one; rejects as the page's function does. */
  async fresh(): Promise<string | undefined> {
    this.#last = typeof this.#source === 'function' ? await this.#source() : this.#source;
    return this.#last;
  }

  /** What goes along with each connect, a fresh token among it. */
  handshake(auth: object): (give: (auth: object) => void) => void {
    return (give) => void this.freshOrLast().then((token) => give({ ...auth, ...(token !== undefined && { token }) }));
  }

  /** Hands one on to go on with, unless the page has given the only one that it has. */
  async renew(send: (token: string) => void): Promise<void> {
    const token = this.renewable ? await this.freshOrLast() : undefined;
    if (token !== undefined) send(token);
  }

  /** A fresh one, or else the last: the gateway says what is wrong with it. */
  async freshOrLast(): Promise<string | undefined> {
    return this.fresh().catch(() => this.#last);
  }
}
