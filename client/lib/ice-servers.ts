import type { IceServers } from '../../protocol/messages.js';
import { Emitter } from './emitter.js';
import type { TokenSource } from './signaling-events.js';
import { TokenHolder } from './tokens.js';

const timeoutMs = 3_000;
/** Asked for again when this much of their time is over, and if that fails, after this many ms. */
const refreshedAfter = 0.75;
const retryMs = 30_000;
/** The longest wait a timer can hold: HTML standard, "timers", a signed 32-bit number. */
const longestMs = 2 ** 31 - 1;

/** STUN and TURN servers, with short-lived credentials, from the gateway; undefined when it does not say. */
async function ask(gateway: string, token: TokenHolder): Promise<IceServers | undefined> {
  try {
    const shown = await token.freshOrLast();
    const response = await fetch(new URL('/ice-servers', gateway), {
      cache: 'no-store',
      ...(shown !== undefined && { headers: { Authorization: `Bearer ${shown}` } }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = (await response.json()) as Partial<IceServers>;
    return Array.isArray(body.iceServers) ? (body as IceServers) : undefined;
  } catch {
    return undefined;
  }
}

/** The ICE servers of a gateway; undefined when it does not say. */
export async function fetchIceServers(gateway: string, token?: TokenSource): Promise<RTCIceServer[] | undefined> {
  return (await ask(gateway, new TokenHolder(token)))?.iceServers;
}

/** The ICE servers of a call: brought by the join, and asked for again before their credentials run out. */
export class IceServerList extends Emitter<{ change: [iceServers: RTCIceServer[]] }> {
  readonly #gateway: string;
  readonly #token: TokenHolder;
  #iceServers: RTCIceServer[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Moves on when servers are taken, and when they are needed no more. */
  #round = 0;

  constructor(gateway: string, token?: TokenSource) {
    super();
    this.#gateway = gateway;
    this.#token = new TokenHolder(token);
  }

  get current(): RTCIceServer[] {
    return this.#iceServers;
  }

  /** Takes what the gateway has said; `ttl` in seconds. */
  take({ iceServers, ttl }: IceServers): void {
    this.#iceServers = iceServers;
    this.stop();
    if (ttl !== undefined) this.#refreshIn(ttl * 1000 * refreshedAfter);
    this.emit('change', iceServers);
  }

  /** Asks the gateway again; where it does not say, the ones there are stay. */
  async refresh(): Promise<RTCIceServer[]> {
    const round = this.#round;
    const servers = await ask(this.#gateway, this.#token);
    // Newer ones have come meanwhile, or nobody needs any.
    if (servers && round === this.#round) this.take(servers);
    return this.#iceServers;
  }

  /** Asks no more, until servers are taken again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#round++;
  }

  #refreshIn(ms: number): void {
    const round = this.#round;
    this.#timer = setTimeout(() => void this.#keepFresh(round), Math.min(ms, longestMs));
  }

  async #keepFresh(round: number): Promise<void> {
    await this.refresh();
    if (round === this.#round) this.#refreshIn(retryMs);
  }
}
