/** One origin that the proxy passes through, and where it does. */
interface Passed {
  readonly host: string;
  readonly port: string;
  readonly from: string;
  /** The proxy's origin for it. */
  readonly to: string;
}

/** The part of `location` that is looked at. */
export type Place = Pick<Location, 'protocol' | 'hostname' | 'origin' | 'href'>;

const loopback = ['localhost', '127.0.0.1', '[::1]', '0.0.0.0'];

export interface Leads {
  /** The address at the proxy; the same, where it is of no origin that is passed through. */
  lead: (url: string) => string;
  /** What it was, as the page wrote it; known of the other origins only. */
  back: (url: string) => string;
}

/**
 * @param list the page's own origin, and others with the port of the proxy that is theirs: `http://localhost:3000
 *   http://localhost:5000=4602`
 */
export function leadsOf(list: string, place: Place): Leads {
  const all = list.split(/\s+/).flatMap((entry): Passed[] => {
    const [from = '', port] = entry.split('=');
    if (from === '') return [];
    const url = new URL(from);
    const to = port === undefined ? place.origin : `${place.protocol}//${place.hostname}:${port}`;
    return [{ host: url.hostname, port: portOf(url), from, to }];
  });
  return {
    lead: (written) => {
      const url = new URL(written, place.href);
      const passed = all.find(
        ({ host, port }) => port === portOf(url) && isOneHost(host, url.hostname, place.hostname),
      );
      // TLS is no part of it: a page that is shown with it asks for the rest with it.
      return passed && /^(?:http|ws)s?:$/.test(url.protocol) ? moved(url, passed.to) : written;
    },
    back: (url) => {
      const passed = all.find(({ to }) => to !== place.origin && new URL(url).host === new URL(to).host);
      return passed ? moved(new URL(url), passed.from) : url;
    },
  };
}

/** A page may name its server by the name of the machine that it was itself found at. */
function isOneHost(host: string, written: string, own: string): boolean {
  return host === written || (loopback.includes(host) && [...loopback, own].includes(written));
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol.endsWith('s:') ? '443' : '80');
}

function moved(url: URL, origin: string): string {
  const to = origin.startsWith('https') ? 's' : '';
  const scheme = url.protocol.startsWith('ws') ? `ws${to}` : `http${to}`;
  return `${scheme}${origin.slice(origin.indexOf(':'))}${url.pathname}${url.search}${url.hash}`;
}
