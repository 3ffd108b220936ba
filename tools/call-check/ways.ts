import type { IceServer } from '../../protocol/messages.js';
import { readIceUrl, type IceUrl } from '../../src/config/ice-urls.js';
import { checkRelay } from '../turn-check/relay-check.js';
import { reportLine } from '../turn-check/report-line.js';
import { checkStun } from '../turn-check/stun-check.js';
import { findings } from '../turn-check/words.js';

/** How two browsers find each other: by their own addresses, by those that a STUN server sees, or through a relay. */
export const wayNames = ['host', 'stun', 'turn'] as const;
export type WayName = (typeof wayNames)[number];

/** One way to be tried. */
export interface Way {
  readonly name: WayName;
  /** The URL of its server, as the gateway offers it; absent for `host`. */
  readonly server?: string;
  readonly iceServers: readonly IceServer[];
}

/** Every way that the gateway offers: first without a server, then each of its servers alone. */
export function waysOf(offered: readonly IceServer[], only: readonly WayName[]): Way[] {
  const servers = offered.flatMap(({ urls, ...credentials }) =>
    urls.map((server): Way => {
      return {
        name: /^stun/i.test(server) ? 'stun' : 'turn',
        server,
        iceServers: [{ urls: [server], ...credentials }],
      };
    }),
  );
  const all: Way[] = [{ name: 'host', iceServers: [] }, ...servers];
  return only.length === 0 ? all : all.filter(({ name }) => only.includes(name));
}

/**
 * Asks the server of the way what a browser would ask it.
 *
 * @returns what is wrong with it and what to do, as a sentence that names it; undefined where it does what it should.
 */
export async function faultOf({ server, iceServers: [named] }: Way): Promise<string | undefined> {
  if (server === undefined) return undefined;
  const url = readIceUrl(server);
  if (typeof url === 'string') return `${server} must ${url}.`;
  if (url.scheme === 'stun') return stunFault(url);
  const { username = '', credential = '' } = named ?? {};
  const outcome = await checkRelay(url, () => ({ username, credential }), Date.now());
  return outcome.finding && reportLine(url, outcome, 'en').replace(/^\S+\s+/, '');
}

async function stunFault(url: IceUrl): Promise<string | undefined> {
  const { finding } = await checkStun(url);
  if (!finding) return undefined;
  const facts = { host: url.host, port: String(url.port), transport: 'UDP', detail: finding.detail };
  const what = findings[finding.reason].en.what.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    name in facts ? facts[name as keyof typeof facts] : whole,
  );
  return `${url.href}: ${what} See that the STUN server runs and that UDP reaches it, or take it out of STUN_URLS.`;
}
