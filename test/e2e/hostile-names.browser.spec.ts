/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { joinAs, launchBrowser, person } from '../support/browser.js';
import { call, inRoom, runGateway, shortWaits } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';

const image = '<img src=x onerror="window.scripted=1">';
const script = '"><script>window.scripted=1</script>';
const link = 'javascript:window.scripted=1//';

/** Whether anything that a name says was run, or became part of the page. */
const harm = (page: Page) =>
  page.evaluate(() => ({
    scripted: 'scripted' in window,
    images: document.querySelectorAll('img[onerror], img[src="x"]').length,
    scripts: [...document.scripts].filter(({ textContent }) => textContent.includes('scripted')).length,
    links: [...document.links].filter(({ protocol }) => protocol === 'javascript:').length,
  }));
const none = { scripted: false, images: 0, scripts: 0, links: 0 };
const textOf = (page: Page) => page.evaluate(() => document.body.innerText);

describe('names that are markup', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('are text in the console: in its rows, its rooms, the ladder and the report', async () => {
    const { url } = await runGateway(shortWaits);
    const anna = await inRoom(url, script, image);
    const boris = await inRoom(url, script, link);
    await call(anna, boris);
    const context = await browser.createBrowserContext();
    atEnd(() => context.close());
    const page = await context.newPage();
    await page.goto(`${url}/console/`);
    await page.waitForSelector('.row[data-outcome="signaled"]');

    expect(await textOf(page)).toContain(image);
    expect(await harm(page)).toEqual(none);

    await page.click('.row[data-outcome="signaled"] a');
    await page.waitForFunction((name) => document.body.innerText.split(name).length > 2, {}, link);
    expect(await harm(page)).toEqual(none);
  });

  it('are text on the call page, to those who share the room with them', async () => {
    const { url } = await runGateway(shortWaits);
    const context = await person(browser, url);
    atEnd(() => context.close());
    const page = await joinAs(context, url, script, link);

    await inRoom(url, script, image);
    await page.waitForFunction((name) => document.body.innerText.includes(name), {}, image);

    expect(await harm(page)).toEqual(none);
  });
});
