import { isIP } from 'node:net';
import { z } from 'zod';
import { list } from './lists.js';
import { whole } from './whole.js';

const mostOf = { 4: 32, 6: 128 } as Readonly<Record<number, number>>;

/** An address, or a network as `address/prefix length`. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const most = mostOf[isIP(address)];
  if (most === undefined || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most);
}

/** What one client may do, and what one address; a rate is a second's, and ten seconds' worth may come at once. */
export const limitSettings = {
  LIMITS: z.enum(['on', 'off']).default('on').describe('`off` lifts every limit below: for benchmarks only'),
  TRUST_PROXY: list
    .refine((entries) => entries.every(isNetwork), 'must be a list of addresses or networks such as 10.0.0.0/8')
    .default([])
    .describe('Proxies in front, by address or network: only from these does `X-Forwarded-For` say who it is'),
  LIMIT_CONNECTIONS: whole(1, 1_000_000).default(500).describe('Connections that an address may have open'),
  LIMIT_CONNECTS: whole(1, 100_000)
    .default(30)
    .describe(
      'Connections a second that an address may open; of this and of every rate below, ten times as many at once',
    ),
  LIMIT_MESSAGES: whole(1, 1_000_000)
    .default(300)
    .describe('Points a second of a connection: a candidate costs 1, a description, a report or anything else 5'),
  LIMIT_MESSAGES_ADDRESS: whole(1, 10_000_000)
    .default(3000)
    .describe('The same of all connections of an address together'),
  LIMIT_BYTES: whole(1024, 1_000_000_000).default(262_144).describe('Bytes a second that a connection may send'),
  LIMIT_BYTES_ADDRESS: whole(1024, 10_000_000_000)
    .default(2_621_440)
    .describe('The same of all connections of an address together'),
  LIMIT_HELD: whole(262_144, 10_000_000_000)
    .default(8_388_608)
    .describe('Bytes kept at once for an address of messages and bodies that are still to end'),
  LIMIT_JOINS: whole(1, 10_000).default(1).describe('Joins a second of a connection'),
  LIMIT_REPORTS: whole(1, 100_000).default(50).describe('Batches of reports a second over HTTP, of an address'),
  LIMIT_REPORTS_STRANGERS: whole(1, 1_000_000)
    .default(250)
    .describe('Reports a second over HTTP, of those pages of an address that are nobody’s so far; 640 at once'),
  LIMIT_API: whole(1, 1_000_000)
    .default(50)
    .describe('Requests a second of an address to the API, the ICE servers and the metrics'),
  LIMIT_LOG: whole(1, 1_000_000)
    .default(10)
    .describe(
      'Lines of the log a second that an address may cause, a failed handshake counting ten; a thousand times as many at once',
    ),
  LIMIT_HANDSHAKES: whole(1, 100_000).default(256).describe('Handshakes that a participant may have open as caller'),
  LIMIT_HANDSHAKES_PAIR: whole(1, 100_000).default(16).describe('Of these, with one other participant'),
};

export type LimitSettings = { readonly [K in keyof typeof limitSettings]: z.infer<(typeof limitSettings)[K]> };
