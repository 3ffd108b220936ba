/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { connect, inRoom, runGateway } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { width: 1300, height: 800 };
const phone = { width: 390, height: 844 };

describe('the refusals in the console', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function open(url: string, { query = '', language = 'en', viewport = wide } = {}): Promise<Page> {
    const context = await browser.createBrowserContext();
    atEnd(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.setViewport(viewport);
    await page.evaluateOnNewDocument((tag: string) => {
      Object.defineProperty(navigator, 'languages', { value: [tag] });
    }, language);
    await page.goto(`${url}/console/${query}`);
    await page.waitForSelector('#connection[data-state="live"]');
    return page;
  }

  it('come as they happen, of no handshake either: event, field, reason and who, the same counted together', async () => {
    const { url } = await runGateway({ ROOM_CAPACITY: '2' });
    const anna = await inRoom(url, 'den', 'Anna');
    await inRoom(url, 'den', 'Boris');
    const page = await open(url);
    await page.waitForSelector('#refusals > .quiet', { visible: true });

    for (let n = 0; n < 2; n++) await anna.ask('callUser', 'sdp');
    const nameless = await connect(url);
    await nameless.ask('join-room', 'den', 7);
    await nameless.ask('join-room', 'den', 'Chen');

    await rowCount(page, 3);
    expect(await rowsOf(page)).toEqual([
      ['Chen', 'join-room', 'the room is full'],
      [nameless.id.slice(0, 8), 'join-room', expect.stringMatching(/^malformed: username: .+/)],
      ['Anna', 'callUser', expect.stringMatching(/^unknown event: .*npx hopline watch.* \(2 times\)$/)],
    ]);
    expect(await page.$eval('#refusals tbody th', (cell) => cell.textContent)).toMatch(/^\d\d:\d\d:\d\d$/);
  });

  it('speak Russian where the browser does, and take an event for text', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', '<b>Anna</b>');
    await anna.ask('callUser', 'sdp');
    const page = await open(url, { language: 'ru' });

    await rowCount(page, 1);
    expect(await page.$eval('#refusals-title', (title) => title.textContent)).toBe('Отказы');
    expect(await rowsOf(page)).toEqual([
      ['<b>Anna</b>', 'callUser', expect.stringMatching(/^неизвестное событие: .*npx hopline watch/)],
    ]);
  });

  it.each([
    ['beside the list', wide, '', '.refusal-rows'],
    ['on a phone', phone, '?view=refusals', '.side'],
  ])('are reached by the keyboard and have nothing against accessibility %s', async (_, viewport, query, scroller) => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', 'Anna');
    for (let n = 0; n < 30; n++) await anna.ask(`event-${n}`);
    const page = await open(url, { query, viewport });
    await rowCount(page, 30);

    const rows = await page.waitForSelector('.refusal-rows', { visible: true });
    await rows?.focus();
    await page.keyboard.press('End');
    await page.waitForFunction((name) => (document.querySelector(name)?.scrollTop ?? 0) > 0, {}, scroller);

    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await violations(page)).toEqual([]);
  });
});

const rowCount = (page: Page, count: number) =>
  page.waitForFunction((wanted) => document.querySelectorAll('#refusals tbody tr').length === wanted, {}, count);

/** Without their time. */
const rowsOf = (page: Page) =>
  page.$$eval('#refusals tbody tr', (rows) =>
    rows.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)),
  );

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = (await page.evaluate('axe.run(document)')) as AxeResults;
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
