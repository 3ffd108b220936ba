/// <reference lib="dom" />
import { copyFile, mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { launchBrowser, person, pressJoin } from '../../test/support/browser.js';

/** Every picture is taken, to be looked at; those that the documentation shows are copied beside it. */
const folder = '.cache/screenshots';
const shown: Readonly<Record<string, string>> = {
  'call-en-light-1440': 'call',
  'failed-en-light-1440': 'call-failed',
  'one-sided-en-dark-390': 'call-phone-one-sided',
};

const widths = [1440, 390];
const looks = ['en', 'ru'].flatMap((language) => (['light', 'dark'] as const).map((theme) => ({ language, theme })));
type Look = (typeof looks)[number];

/** The states of the page that people see, and how one comes to each. */
const states: Record<string, (stage: Stage) => Promise<Page>> = {
  lobby: async (stage) => {
    const page = await stage.open('Anna');
    await page.waitForSelector('[data-check="microphone"][data-code="heard"]');
    await page.waitForSelector('[data-check="turn"][data-code="none"]');
    return page;
  },
  call: async (stage) => {
    const page = await stage.pair();
    await page.waitForSelector('[data-peer][data-tone="well"] .ladder[data-outcome="connected"]');
    return page;
  },
  details: async (stage) => {
    const page = await stage.pair();
    await page.waitForSelector('[data-peer][data-tone="well"] .ladder[data-outcome="connected"]');
    await page.locator('.tile-more').click();
    // Rates are there from the second look on.
    await page.waitForFunction(() =>
      /kbit|кбит/.test(document.querySelector('[data-figure="sent"]')?.textContent ?? ''),
    );
    return page;
  },
  'one-sided': async (stage) => {
    const page = await stage.pair('denied');
    await page.waitForSelector('[data-peer][data-tone="note"] .ladder[data-outcome="connected"]');
    return page;
  },
  failed: async (stage) => {
    await stage.loseAnswers();
    const page = await stage.pair();
    await page.waitForSelector('[data-peer][data-tone="bad"] .ladder[data-outcome="failed"]');
    return page;
  },
  alone: async (stage) => {
    const page = await stage.join('Anna');
    await page.waitForSelector('.alone-code');
    return page;
  },
};

interface StageOptions {
  browser: Browser;
  url: string;
  local: string;
  room: string;
  look: Look;
}

/** A room of its own for one picture, and the browsers of those who are in it. */
class Stage {
  readonly #contexts: BrowserContext[] = [];
  readonly #options: StageOptions;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  async open(name: string, devices: 'granted' | 'denied' = 'granted'): Promise<Page> {
    const page = await (await this.#context(devices)).newPage();
    await this.#dress(page);
    await page.goto(`${this.#options.url}/?room=${this.#options.room}`);
    await page.locator('#name').fill(name);
    return page;
  }

  async join(name: string, devices: 'granted' | 'denied' = 'granted'): Promise<Page> {
    const page = await this.open(name, devices);
    await page.locator('#join').click();
    await page.waitForSelector('body[data-phase="call"]');
    return page;
  }

  /** The page of Anna, with Boris in the room. */
  async pair(devicesOfBoris: 'granted' | 'denied' = 'granted'): Promise<Page> {
    const anna = await this.join('Anna');
    await pressJoin(await this.#context(devicesOfBoris), this.#options.url, this.#options.room, 'Boris');
    return anna;
  }

  async loseAnswers(): Promise<void> {
    await fetch(`${this.#options.local}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'drop', message: 'answer', room: this.#options.room, times: 1000 }),
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }

  async #context(devices: 'granted' | 'denied'): Promise<BrowserContext> {
    const context = await person(this.#options.browser, this.#options.url, devices);
    this.#contexts.push(context);
    return context;
  }

  async #dress(page: Page): Promise<void> {
    const { language, theme } = this.#options.look;
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await page.evaluateOnNewDocument((tag: string) => {
      Object.defineProperty(navigator, 'languages', { value: [tag] });
      // Nobody waits 20 s for a picture of somebody who does.
      const after = window.setTimeout.bind(window);
      Object.assign(window, {
        setTimeout: (run: () => void, ms?: number) => after(run, ms === 20_000 ? 0 : ms),
      });
    }, language);
  }
}

/**
 * The call page in each of its states, languages, themes and widths, as one sees it on a public site.
 *
 * @param local where the gateway listens
 */
export async function takeCallPage(local: string): Promise<void> {
  const url = local.replace('localhost', 'call.example');
  const browser = await launchBrowser([
    '--use-fake-device-for-media-stream',
    '--host-resolver-rules=MAP call.example 127.0.0.1',
    `--unsafely-treat-insecure-origin-as-secure=${url}`,
  ]);
  await mkdir(folder, { recursive: true });
  for (const [state, reach] of Object.entries(states)) {
    for (const look of looks) {
      const stage = new Stage({ browser, url, local, room: `${state}-${look.language}-${look.theme}`, look });
      const page = await reach(stage);
      for (const width of widths) {
        const height = width < 500 ? 844 : 900;
        await page.setViewport({ width, height, deviceScaleFactor: 1 });
        // All of it, with what sticks to the bottom at the bottom.
        const whole = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewport({ width, height: Math.max(height, whole), deviceScaleFactor: 1 });
        const name = `${state}-${look.language}-${look.theme}-${width}`;
        await page.screenshot({ path: `${folder}/${name}.png` });
        if (shown[name]) await copyFile(`${folder}/${name}.png`, `docs/screenshots/${shown[name]}.png`);
      }
      await stage.close();
    }
  }
  await browser.close();
}
