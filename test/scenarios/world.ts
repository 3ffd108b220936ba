import type { Browser, Page } from 'puppeteer-core';
import { Browsers, type BrowserName } from './browsers.js';
import { Crossings, type Place } from './crossings.js';
import { startGatewayProcess, type GatewayProcess } from './gateway-process.js';
import { startPageServer } from './page-server.js';
import { Stage } from './stage.js';

/** One gateway, its browsers and networks, and everything that a scenario may open; closed at the end. */
export class World {
  readonly crossings: Crossings;
  private readonly browsers = new Browsers();

  private constructor(
    readonly gateway: GatewayProcess,
    private readonly pages: { url: string; close(): Promise<void> },
  ) {
    this.crossings = new Crossings({ gateway: gateway.url, pages: pages.url });
  }

  static async open(env: Record<string, string> = {}): Promise<World> {
    return new World(await startGatewayProcess(env), await startPageServer());
  }

  async close(): Promise<void> {
    await Promise.all([this.browsers.close(), this.crossings.close(), this.pages.close()]);
    await this.gateway.close();
  }

  /** The place where one scenario plays: a room of its own. */
  stage(room: string): Stage {
    return new Stage(this, room);
  }

  /** A place on this machine. */
  async here(browser: BrowserName = 'chromium', url = this.gateway.url): Promise<Place> {
    return { url, pages: this.pages.url, browser: await this.browsers.get(browser) };
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
