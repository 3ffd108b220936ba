import type { IncomingMessage } from 'node:http';
import { fingerprint } from '../../protocol/facts.js';
import type { HopParticipant } from '../domain/hop.js';

/** What the request of a connection tells of the page that made it, and of the browser that the page is in. */
export type PageMarks = Required<Pick<HopParticipant, 'browser'>> & Pick<HopParticipant, 'insecure'>;

/**
 * Read once, when a connection opens; nothing else of the request is kept for it.
 *
 * @param address of its client, as limits count it
 */
export function pageMarks({ headers }: Pick<IncomingMessage, 'headers'>, address: string): PageMarks {
  const { origin = '', 'user-agent': userAgent = '' } = headers;
  return {
    browser: fingerprint(`${address}\n${userAgent}\n${origin}`),
    ...(isInsecure(origin) && { insecure: true }),
  };
}

/**
 * Is a page of that origin no secure context? Loopback is trusted over plain HTTP too (W3C Secure Contexts, section 3.1).
 * Without an origin it is no page, or nobody knows.
 */
function isInsecure(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  if (protocol !== 'http:') return false;
  const loopback = /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/;
  return !loopback.test(hostname);
}
