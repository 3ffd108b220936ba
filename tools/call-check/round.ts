import { randomBytes } from 'node:crypto';
import type { IceServers } from '../../protocol/messages.js';
import { callOver, type CallResult } from './call.js';
import { MeetingError } from './robot.js';
import { waysOf, type WayName } from './ways.js';

/** What one round is to do. */
export interface RoundOptions {
  readonly url: string;
  readonly token: string | undefined;
  /** Absent: one of the round's own. */
  readonly room: string | undefined;
  /** Empty: every way that is offered. */
  readonly ways: readonly WayName[];
  /** Of one call. */
  readonly timeoutMs: number;
}

/** One call over each way that the gateway offers. */
export interface Round {
  /** When it began, in ms since the Unix epoch. */
  readonly at: number;
  readonly url: string;
  readonly ok: boolean;
  /** Why no call could be made at all. */
  readonly error?: string;
  readonly calls: readonly CallResult[];
}

/** Makes one call after the other, so that none takes the time of another. */
export async function playRound(options: RoundOptions, at: number): Promise<Round> {
  const { url, token, timeoutMs } = options;
  const room = options.room ?? `hopline-check-${randomBytes(4).toString('hex')}`;
  const calls: CallResult[] = [];
  try {
    const { iceServers } = await offered(url, token, timeoutMs);
    const ways = waysOf(iceServers, options.ways);
    if (ways.length === 0) throw new MeetingError(`The gateway offers none of these ways: ${options.ways.join(', ')}.`);
    for (const way of ways) calls.push(await callOver(way, { url, room, token, timeoutMs }));
  } catch (error) {
    if (!(error instanceof MeetingError)) throw error;
    return { at, url, ok: false, error: error.message, calls };
  }
  return { at, url, ok: calls.every(({ ok }) => ok), calls };
}

async function offered(url: string, token: string | undefined, timeoutMs: number): Promise<IceServers> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const address = new URL('ice-servers', url.replace(/\/?$/, '/'));
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
  if (!response) throw new MeetingError(`The gateway at ${url} cannot be reached.`);
  const said = (await response.json().catch(() => undefined)) as (IceServers & { message?: string }) | undefined;
  if (Array.isArray(said?.iceServers)) return said;
  if (response.status === 401) throw new MeetingError(`The gateway asks for a token (--token): ${said?.message ?? ''}`);
  throw new MeetingError(
    `What answers at ${url} is no Hopline gateway: GET ${address.pathname} gave ${response.status}.`,
  );
}
