import type { IncomingHttpHeaders } from 'node:http';
import { cookieFor } from './cookies.js';
import type { Origins, PublicAddress } from './origins.js';

/** They are of one connection, and not of what is sent over it (RFC 9110, section 7.6.1). */
const ofConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);
/**
 * The first would make a browser ask for this very host over TLS for months to come, and the second would lead it past the
 * proxy (RFC 6797, section 8.1; RFC 7838, section 3).
 */
const notForHere = new Set(['strict-transport-security', 'alt-svc']);
const policies = new Set(['content-security-policy', 'content-security-policy-report-only']);

/** A header as the app's server is to get it: who asks, and for whom, is as it is without the proxy. */
export function requestHeader(name: string, value: string, seen: PublicAddress, origins: Origins): string {
  if (name === 'host') return seen.isOwn ? seen.route.target.host : value;
  return name === 'origin' || name === 'referer' ? origins.inward(value, seen) : value;
}

/** The same, in place, of a request that goes on through the library. */
export function toServer(headers: IncomingHttpHeaders, seen: PublicAddress, origins: Origins): void {
  for (const name of ['host', 'origin', 'referer'] as const) {
    const value = headers[name];
    if (value !== undefined) headers[name] = requestHeader(name, value, seen, origins);
  }
}

export interface ResponseHeaders {
  readonly seen: PublicAddress;
  readonly origins: Origins;
  /** The `Origin` that the page's request had. */
  readonly origin: string | undefined;
  /** What becomes of a policy, where a page is changed. */
  readonly policy?: (policy: string) => string;
}

/**
 * Headers of an answer as the page is to get them, name after value as they stand in `rawHeaders`, without those of the
 * connection.
 */
export function toPage(raw: readonly string[], options: ResponseHeaders): string[] {
  const headers: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] as string;
    const lower = name.toLowerCase();
    if (!ofConnection.has(lower) && !notForHere.has(lower))
      headers.push(name, responseHeader(lower, raw[at + 1] as string, options));
  }
  return headers;
}

function responseHeader(name: string, value: string, { seen, origins, origin, policy }: ResponseHeaders): string {
  switch (name) {
    case 'set-cookie':
      return cookieFor(value, seen.route.target.protocol === 'https:' && seen.protocol === 'http:');
    case 'location':
    case 'content-location':
      return origins.outward(value, seen);
    case 'access-control-allow-origin':
      return origin !== undefined && origins.inward(origin, seen) === value ? origin : origins.outward(value, seen);
    case 'refresh':
      return value.replace(
        /(url\s*=\s*["']?)(\S+)/i,
        (_whole, start: string, url: string) => start + origins.outward(url, seen),
      );
    default:
      return policy && policies.has(name) ? policy(value) : value;
  }
}

/** All that stands under a name, in a list of names and values. */
export function valuesOf(raw: readonly string[], wanted: (name: string) => boolean): string[] {
  return raw.filter((_, at) => at % 2 === 1 && wanted((raw[at - 1] as string).toLowerCase()));
}

export function policiesOf(raw: readonly string[]): string[] {
  return valuesOf(raw, (name) => policies.has(name));
}
