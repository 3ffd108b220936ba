import type { Browser, Page } from 'puppeteer-core';
import { Browsers, type BrowserName } from './browsers.js';
import { Crossings, type Place } from './crossings.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import { alone, type Instances } from './instances.js';
import { startPageServer } from './page-server.js';
import { Stage } from './stage.js';

/** One gateway, or several as one, with browsers and networks, and everything that a scenario may open; closed at the end. */
export class World {
  readonly crossings: Crossings;
  private readonly browsers = new Browsers();

  private constructor(
    /** The gateway, or what is one. */
    readonly instances: Instances,
    private readonly pages: { url: string; close(): Promise<void> },
  ) {
    this.crossings = new Crossings({ gateways: instances.gateways, pages: pages.url });
  }

  /** @param instances starts them; without it there is one, alone, as it is set up where nothing else is said */
  static async open(instances: Promise<Instances> = alone()): Promise<World> {
    return new World(await instances, await startPageServer());
  }

  /** URLs of the instances that people connect to. */
  get gateways(): readonly string[] {
    return this.instances.gateways;
  }

  async close(): Promise<void> {
    await Promise.all([this.browsers.close(), this.crossings.close(), this.pages.close()]);
    await this.instances.close();
  }

  /** The place where one scenario plays: a room of its own. */
  async stage(room: string): Promise<Stage> {
    await this.instances.settle(room);
    return new Stage(this, room);
  }

  /** What the API says, newest first; whichever instance is asked, it answers for all. */
  async handshakes(query: Record<string, string>): Promise<HandshakeView[]> {
    const [gateway] = this.gateways;
    const response = await fetch(`${gateway}/api/handshakes?${new URLSearchParams({ limit: '1000', ...query })}`);
    return ((await response.json()) as { handshakes: HandshakeView[] }).handshakes;
  }

  /** A place on this machine. */
  async here(browser: BrowserName = 'chromium', gateways = this.gateways): Promise<Place> {
    return { gateways, pages: this.pages.url, browser: await this.browsers.get(browser) };
  }

  /** A blank page; with the probe's script tag in front of its code where a gateway is named. */
  async tab(place?: Place, probe?: string): Promise<Page> {
    const { pages, browser } = place ?? (await this.here());
    // A window of its own: a tab in the background would be frozen, or starved of timers.
    const page = await openTab(browser);
    await page.goto(probe === undefined ? pages : `${pages}/?probe=${probe}`);
    return page;
  }
}

/** Firefox loses the tab it is opening when another one is closed in that moment: it is asked again. */
async function openTab(browser: Browser, triesLeft = 5): Promise<Page> {
  const context = await browser.createBrowserContext();
  try {
    return await context.newPage();
  } catch (error) {
    if (triesLeft === 0 || !String(error).includes('DiscardedBrowsingContextError')) throw error;
    await context.close();
    return openTab(browser, triesLeft - 1);
  }
}
