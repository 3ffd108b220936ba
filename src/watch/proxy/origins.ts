import { isIP } from 'node:net';
import { hostname as machineName } from 'node:os';

/** One origin that is passed through, and the port where the proxy stands in front of it. */
export interface Route {
  readonly target: URL;
  port: number;
}

/** How a page sees the proxy, as its request says. */
export interface PublicAddress {
  /** Where the request came in. */
  readonly route: Route;
  /** Its `Host`: a name of this machine, an address, a tunnel's. */
  readonly host: string;
  /**
   * Is that a name which only this machine has? By another, somebody else's page may have been led here (DNS rebinding), so
   * that the app gets to see it, and refuses what it would refuse without the proxy.
   */
  readonly isOwn: boolean;
  readonly protocol: 'http:' | 'https:';
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);
const origin = /^(?:(https?|wss?):)?\/\/[^/?#\s]*/i;

/** Names of this machine for itself are one. */
export function isLoopback({ hostname }: URL): boolean {
  return loopback.has(hostname) || hostname.endsWith('.localhost');
}

/** @param host as in a `Host` header */
export function isOwnName(host: string): boolean {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  const machine = machineName().toLowerCase();
  return (
    isIP(name.replaceAll(/[[\]]/g, '')) !== 0 ||
    /(?:^|\.)localhost$/.test(name) ||
    [machine, `${machine}.local`].includes(name)
  );
}

/**
 * The origins that are passed through, as their server knows them and as a page knows the proxy in front. Every origin has
 * a port of its own: so paths stay what they are, cookies go where they went (they know no ports: RFC 6265, section 8.5),
 * and what was another origin to a page still is one, with its preflights and its credentials.
 */
export class Origins {
  constructor(readonly routes: readonly Route[]) {}

  /** As the page knows it: the URL itself, where it is of no origin that is passed through. */
  outward(url: string, seen: PublicAddress): string {
    const [start = '', scheme] = origin.exec(url) ?? [];
    const route =
      start === '' ? undefined : this.routeOf(start.startsWith('/') ? seen.route.target.protocol + start : start);
    if (!route) return url;
    const isSecure = seen.protocol === 'https:' ? 's' : '';
    const written = scheme === undefined ? '' : `${/^ws/i.test(scheme) ? 'ws' : 'http'}${isSecure}:`;
    return `${written}//${hostOf(route, seen)}${url.slice(start.length)}`;
  }

  /** As the server knows it, of a URL of the proxy as the page wrote it. */
  inward(url: string, seen: PublicAddress): string {
    const [start = ''] = seen.isOwn ? (origin.exec(url) ?? []) : [];
    const route = this.routes.find((one) => isHost(start, hostOf(one, seen)));
    return route ? route.target.origin + url.slice(start.length) : url;
  }

  /** Words such as a policy has, each with the proxy's beside it where it names an origin that is passed through. */
  beside(words: readonly string[], seen: PublicAddress): string[] {
    return words.flatMap((word) => {
      const scheme = word.includes('://') ? '' : `${seen.route.target.protocol}//`;
      const written = this.outward(scheme + word, seen);
      return written === scheme + word ? [word] : [word, scheme === '' ? written : written.replace(/^[^/]*\/\//, '')];
    });
  }

  private routeOf(start: string): Route | undefined {
    const url = URL.canParse(start) ? new URL(start.replace(/^ws/i, 'http')) : undefined;
    return url && this.routes.find(({ target }) => isSame(url, target));
  }
}

function isSame(one: URL, other: URL): boolean {
  const isOneHost = one.hostname === other.hostname || (isLoopback(one) && isLoopback(other));
  return isOneHost && one.protocol === other.protocol && one.port === other.port;
}

function hostOf(route: Route, { route: own, host }: PublicAddress): string {
  return route === own ? host : `${host.replace(/:\d*$/, '')}:${route.port}`;
}

function isHost(start: string, host: string): boolean {
  return start.slice(start.indexOf('//') + 2).toLowerCase() === host.toLowerCase();
}
