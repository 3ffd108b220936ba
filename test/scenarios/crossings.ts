import type { Browser } from 'puppeteer-core';
import { openNetworks, type TwoNetworks } from '../support/namespaces.js';
import { Browsers, type BrowserName } from './browsers.js';
import { NotPossible } from './scenario.js';
import { startNetwork, startProxy } from './tcp-proxy.js';

/** Where a page is opened: a browser, and how the gateways and the server of the page are reached from there. */
export interface Place {
  readonly gateways: readonly string[];
  readonly pages: string;
  readonly browser: Browser;
}

/** Two networks, each with browsers of its own, and the router where the two meet. */
export interface Crossing extends Pick<TwoNetworks, 'left' | 'right' | 'router' | 'drop'> {
  at(side: 'left' | 'right', browser?: BrowserName): Promise<Place>;
}

type Servers = Pick<Place, 'gateways' | 'pages'>;

interface Opened extends Crossing {
  close(): Promise<void>;
}

/** As many as a small machine bears: each has two browsers, or three. */
const atOnce = 3;

/** The crossings of one run: opened when they are first needed, and used again. */
export class Crossings {
  private readonly opened = new Set<Promise<Opened>>();
  private readonly free: Opened[] = [];
  private readonly waiting: (() => void)[] = [];

  /** @param servers where the gateways and the server of the page listen */
  constructor(private readonly servers: Servers) {}

  /** Takes one, in which nothing is dropped; `release` gives it back. */
  async take(): Promise<{ crossing: Crossing; release: () => Promise<void> }> {
    const crossing = await this.next();
    const release = async () => {
      await crossing.drop();
      this.free.push(crossing);
      this.waiting.shift()?.();
    };
    return { crossing, release };
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.opened].map(async (crossing) => (await crossing).close()));
  }

  private async next(): Promise<Opened> {
    for (;;) {
      const free = this.free.pop();
      if (free) return free;
      if (this.opened.size < atOnce) return this.open();
      await new Promise<void>((woken) => this.waiting.push(woken));
    }
  }

  private async open(): Promise<Opened> {
    const opening = openCrossing(this.servers);
    this.opened.add(opening);
    try {
      return await opening;
    } catch (error) {
      this.opened.delete(opening);
      this.waiting.shift()?.();
      throw error;
    }
  }
}

async function openCrossing(servers: Servers): Promise<Opened> {
  const networks = await openNetworks().catch((error: Error) => {
    throw new NotPossible(`no network namespaces: ${error.message.trim()}`);
  });
  const [network, pages] = [
    await startNetwork(servers.gateways, 0, networks.here),
    await startProxy(servers.pages, 0, networks.here),
  ];
  const browsers = { left: new Browsers(networks.left.within), right: new Browsers(networks.right.within) };
  return {
    ...networks,
    at: async (side, browser = 'chromium') => ({
      gateways: network.gateways,
      pages: pages.url,
      browser: await browsers[side].get(browser),
    }),
    close: async () => {
      await Promise.all([browsers.left.close(), browsers.right.close(), network.close(), pages.close()]);
      networks.close();
    },
  };
}
