import type { Browser } from 'puppeteer-core';
import { openNetworks, type TwoNetworks } from '../support/namespaces.js';
import { Browsers, type BrowserName } from './browsers.js';
import { NotPossible } from './scenario.js';
import { startProxy } from './tcp-proxy.js';

/** Where a page is opened: a browser, and how the gateway and the server of the page are reached from there. */
export interface Place {
  /** The gateway's. */
  readonly url: string;
  readonly pages: string;
  readonly browser: Browser;
}

/** Two networks, each with browsers of its own, and the router where the two meet. */
export interface Crossing extends Pick<TwoNetworks, 'left' | 'right' | 'router' | 'drop'> {
  at(side: 'left' | 'right', browser?: BrowserName): Promise<Place>;
}

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

  /** @param servers where the gateway and the server of the page listen */
  constructor(private readonly servers: { gateway: string; pages: string }) {}

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

async function openCrossing(servers: { gateway: string; pages: string }): Promise<Opened> {
  const networks = await openNetworks().catch((error: Error) => {
    throw new NotPossible(`no network namespaces: ${error.message.trim()}`);
  });
  const [gateway, pages] = [
    await startProxy(servers.gateway, 0, networks.here),
    await startProxy(servers.pages, 0, networks.here),
  ];
  const browsers = { left: new Browsers(networks.left.within), right: new Browsers(networks.right.within) };
  return {
    ...networks,
    at: async (side, browser = 'chromium') => ({
      url: gateway.url,
      pages: pages.url,
      browser: await browsers[side].get(browser),
    }),
    close: async () => {
      await Promise.all([browsers.left.close(), browsers.right.close(), gateway.close(), pages.close()]);
      networks.close();
    },
  };
}
