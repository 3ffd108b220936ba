import type { IncomingMessage } from 'node:http';
import type { Instances } from '../../../protocol/console.js';
import { FewAtOnce } from './few-at-once.js';
import { FromOthers } from './from-others.js';
import { readAnswer } from './pieces.js';
import type { Wire } from './wire.js';

/** Injection token of the instances. */
export const EVERYWHERE = Symbol('everywhere');

/** How long an instance is waited for, in ms, however much it has to say. */
const patienceMs = 2000;

/** What was asked of all instances, and how many have answered, where there may be several. */
export interface Gathered<A> {
  /** Ours first. */
  answers: [A, ...A[]];
  instances?: Instances;
}

/** What others are asked in the place of the request itself. */
export interface Instead {
  method: 'POST' | 'DELETE';
  body?: object;
}

/** The instances as one, for the API: the one that gets a request asks all others the same, by the same routes, and each answers for itself. */
export class Everywhere {
  readonly fromOthers = new FromOthers();
  private readonly few = new FewAtOnce();

  /** @param wire absent where this instance is alone */
  constructor(readonly wire: Wire | undefined) {}

  /**
   * Asks all instances in parallel. One that does not answer in time is left out, and counted as silent.
   *
   * @throws ServiceUnavailableException when too many answers are in progress
   */
  async ask<A extends object>(
    request: IncomingMessage & { originalUrl: string },
    own: () => A | Promise<A>,
    instead?: Instead,
  ): Promise<Gathered<A>> {
    // The instance that asks has a place for it, and asks each of the others.
    if (this.fromOthers.brought(request)) return { answers: [await own()] };
    return this.few.run(async () => {
      const { wire } = this;
      if (!wire) return { answers: [await own()] };
      const { addresses } = wire;
      const language = request.headers['accept-language'];
      const asked = addresses.map((address) => this.askOne<A>(wire, address, request.originalUrl, instead, language));
      const first = await own();
      const replies = await Promise.all(asked);
      const answered = replies.filter((reply) => reply !== undefined);
      const silent = addresses.filter((_, index) => replies[index] === undefined);
      return { answers: [first, ...answered], instances: { answered: answered.length + 1, silent } };
    });
  }

  /** Says something to all others, and waits for nobody. */
  tell(path: string, instead: Instead): void {
    const { wire } = this;
    wire?.addresses.forEach((address) => void this.askOne(wire, address, path, instead));
  }

  /** Undefined where the instance has not answered in time, or not to the end. */
  private async askOne<A extends object>(
    wire: Wire,
    address: string,
    path: string,
    instead: Instead | undefined,
    language = '',
  ): Promise<A | undefined> {
    const headers = { 'accept-language': language, 'content-type': 'application/json' };
    const { method = 'GET', body } = instead ?? {};
    const options = { method, path, headers, signal: AbortSignal.timeout(patienceMs) };
    try {
      return (await readAnswer(await wire.open(address, options, body && JSON.stringify(body)))) as A;
    } catch {
      // It is named as one that has not answered.
      return undefined;
    }
  }
}
