/// <reference lib="dom" />
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { launchBrowser, person } from '../support/browser.js';
import { waitForFinding } from '../support/checks.js';
import { startGateway } from '../support/gateway.js';

type Gateway = Awaited<ReturnType<typeof startGateway>>;
type Axe = typeof axe;

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.each([
  ['en', 'light', 1280],
  ['ru', 'dark', 390],
] as const)('the call page in %s, %s, %i px wide', (language, scheme, width) => {
  let browser: Browser;
  let gateway: Gateway;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ FAULTS: 'on', WAIT_SILENCE: '500' })]);
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  async function open(room: string, name: string, devices: 'granted' | 'denied' = 'granted'): Promise<Page> {
    const context = await person(browser, gateway.url, devices);
    contexts.push(context);
    const page = await context.newPage();
    await page.setViewport({ width, height: 844 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setExtraHTTPHeaders({ 'accept-language': language });
    await page.evaluateOnNewDocument((spoken) => {
      Object.defineProperty(navigator, 'languages', { get: () => [spoken] });
    }, language);
    await page.goto(`${gateway.url}/?room=${room}`);
    await page.locator('#name').fill(name);
    return page;
  }
  async function call(room: string, outcome: string, devicesOfBoris: 'granted' | 'denied' = 'granted'): Promise<Page> {
    const pages = [await open(room, 'Anna'), await open(room, 'Boris', devicesOfBoris)];
    for (const page of pages) {
      await page.locator('#join').click();
      await page.waitForSelector('body[data-phase="call"]');
    }
    const [page] = pages;
    await page?.waitForSelector(`[data-peer] .ladder[data-outcome="${outcome}"]`);
    return page as Page;
  }

  it("has nothing in anybody's way before a call, when all is well and when it is not", async () => {
    const page = await open('before', 'Anna');
    await waitForFinding(page, 'microphone', 'heard');
    expect(await faultsOf(page)).toEqual([]);

    const denied = await open('before', 'Boris', 'denied');
    await waitForFinding(denied, 'microphone', 'denied');
    expect(await faultsOf(denied)).toEqual([]);
    expect(await denied.evaluate(() => document.documentElement.lang)).toBe(language);
  });

  it("has nothing in anybody's way in a call, with the ladder closed and open, and with a text to copy", async () => {
    const page = await call('well', 'connected');
    expect(await faultsOf(page)).toEqual([]);

    await page.locator('[data-peer] .tile-more').click();
    expect(await faultsOf(page)).toEqual([]);

    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
    });
    await page.locator('.tile-copy').click();
    await page.waitForSelector('dialog[open]');
    expect(await faultsOf(page)).toEqual([]);
  });

  it("has nothing in anybody's way when the other one's microphone is blocked", async () => {
    const page = await call('one-sided', 'connected', 'denied');
    await page.waitForSelector('[data-peer][data-tone="note"]');
    expect(await faultsOf(page)).toEqual([]);
  });

  it("has nothing in anybody's way when nobody else is there", async () => {
    const page = await open('alone', 'Anna');
    await page.evaluate(() => {
      const after = window.setTimeout.bind(window);
      Object.assign(window, { setTimeout: (run: () => void, ms?: number) => after(run, ms === 20_000 ? 0 : ms) });
    });
    await page.locator('#join').click();
    await page.waitForSelector('.alone-link');
    expect(await faultsOf(page)).toEqual([]);
  });

  it("has nothing in anybody's way when a call has failed", async () => {
    await fetch(`${gateway.url}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'drop', message: 'answer', room: 'failed', times: 100 }),
    });
    expect(await faultsOf(await call('failed', 'failed'))).toEqual([]);
  });
});

/** What stands in the way of somebody, by the rules of axe; whatever is wider than the screen does too. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axeFile, 'utf8'));
  return page.evaluate(async () => {
    // Colours are looked at when nothing moves any more; the meter always does.
    await Promise.allSettled(
      document.getAnimations().map(async ({ effect, finished }) => {
        if (effect?.getTiming().iterations === 1) await finished;
      }),
    );
    const { violations } = await (window as unknown as { axe: Axe }).axe.run();
    const found = violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target }) => `${impact} ${id}: ${String(target)}`),
    );
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [...found, `${scrollWidth} px wide`] : found;
  });
}
