import type { Figures } from './figures.js';
import type { SoakedGateway } from './gateway.js';

/** A figure that has to be back where it began when everybody has left. */
export interface Check {
  readonly name: string;
  read(): Promise<number>;
  /** Is it the figure of a gateway that nobody uses? */
  idle?(value: number): boolean;
  back(start: number, end: number): boolean;
  say(value: number): string;
}

/** What may stay of thousands of calls: a page or two of memory for code that was compiled meanwhile, no more a call. */
const heapSlack = 2 * 1024 * 1024;
const MB = 1024 * 1024;

/** Sum of a metric's series on a gateway's page. */
export async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const own = page.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return own.reduce((sum, line) => sum + Number(line.replace(/^\S+ (\S+).*$/, '$1')), 0);
}

/** The checks of gateways by their metrics, and of the process of one that was started for this. */
export function checksOf(urls: readonly string[], own: SoakedGateway | undefined): Check[] {
  const zero = (name: string, series: string): Check => ({
    name,
    read: async () => {
      const values = await Promise.all(urls.map((url) => metric(url, series)));
      return values.reduce((sum, value) => sum + value, 0);
    },
    idle: (value) => value === 0,
    back: (_, end) => end === 0,
    say: String,
  });
  const figure = (name: string, read: (figures: Figures) => number, more: Pick<Check, 'back' | 'say'>): Check[] =>
    own ? [{ name, read: async () => read(await own.figures()), ...more }] : [];
  return [
    zero('participants', 'hopline_participants'),
    zero('rooms', 'hopline_rooms'),
    zero('handshakes open', 'hopline_handshakes_open'),
    zero('defects', 'hopline_watcher_failures_total'),
    zero('handshakes evicted', 'hopline_handshakes_evicted_total'),
    zero('spans waiting', 'hopline_spans_waiting'),
    ...figure('heap after gc, MB', ({ heapBytes }) => heapBytes, {
      back: (start, end) => end <= start + heapSlack,
      say: (bytes) => (bytes / MB).toFixed(1),
    }),
    ...figure('handles', ({ resources }) => Object.values(resources).reduce((sum, number) => sum + number, 0), {
      back: (start, end) => end <= start,
      say: String,
    }),
  ];
}
