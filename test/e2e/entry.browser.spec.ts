/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { inCall, launchBrowser, person, waitForMedia } from '../support/browser.js';
import { runGateway, until } from '../support/clients.js';
import { serveSite } from '../support/sites.js';
import { atEnd } from '../support/teardown.js';
import { closed, mint } from '../support/tokens.js';

const adminToken = 'an-admin-token-of-the-tests';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Watched {
  page: Page;
  /** Requests that left the gateway's origin. */
  foreign: string[];
  /** What the policy of the page has forbidden. */
  violations: () => Promise<string[]>;
}

/** A tab that notes what its pages ask of others, and what their policy forbids them. */
async function watch(context: BrowserContext, url: string): Promise<Watched> {
  const page = await context.newPage();
  const foreign: string[] = [];
  const { origin } = new URL(url);
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin && asked.protocol !== 'data:') foreign.push(request.url());
  });
  await page.evaluateOnNewDocument(() => {
    const noted: string[] = [];
    Object.assign(window, { noted });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
      noted.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`),
    );
  });
  const violations = () => page.evaluate(() => (window as unknown as { noted: string[] }).noted);
  return { page, foreign, violations };
}

async function newcomer(url: string): Promise<BrowserContext> {
  const context = await person(browser, url);
  atEnd(() => context.close());
  return context;
}

describe('the pages under their policy', () => {
  it('hold a call, show it in the console and document the API, and ask nobody but the gateway', async () => {
    const { url } = await runGateway();
    const [anna, boris] = [await newcomer(url), await newcomer(url)];
    const tabs = [await watch(anna, url), await watch(boris, url)];
    for (const [index, { page }] of tabs.entries()) {
      await page.goto(`${url}/?room=den`);
      await page.locator('#name').fill(['Anna', 'Boris'][index] ?? '');
      await page.locator('#join').click();
      await inCall(page);
    }
    for (const { page } of tabs) await waitForMedia(page, 1);

    const console = await watch(anna, url);
    await console.page.goto(`${url}/console/`);
    await console.page.waitForSelector('#rows [role="row"]');
    await console.page.locator('#rows [role="row"] a').click();
    await console.page.waitForSelector('#detail svg');

    const documents = await watch(anna, url);
    await documents.page.goto(`${url}/api/docs`);
    await documents.page.waitForSelector('.opblock');
    await documents.page.locator('.opblock-summary-control').click();
    await documents.page.waitForSelector('.opblock-body');

    for (const { foreign, violations } of [...tabs, console, documents]) {
      expect([foreign, await violations()]).toEqual([[], []]);
    }
  }, 60_000);

  it('are not framed by another page', async () => {
    const { url } = await runGateway();
    const site = await serveSite('<!doctype html><title>Another page</title>');
    const { page } = await watch(await newcomer(site), site);
    await page.goto(site);

    await page.evaluate(async (address: string) => {
      const frame = document.createElement('iframe');
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      frame.src = address;
      document.body.append(frame);
      await loaded;
    }, `${url}/`);

    const shown = await until(
      async () => {
        await page.title();
        return page.frames()[1]?.url() ?? '';
      },
      (address) => address !== '',
    );
    expect(shown).toBe('chrome-error://chromewebdata/');
  });
});

describe('a call page whose gateway asks for tokens', () => {
  it('enters by a link with a token, takes it out of the address, and is let in again when it is reloaded', async () => {
    const { url } = await runGateway(closed);
    const { page } = await watch(await newcomer(url), url);
    const token = await mint({ rooms: ['den'], name: 'Anna' });
    await page.goto(`${url}/?room=den#token=${token}`);
    await page.locator('#name').fill('Somebody');
    await page.locator('#join').click();
    await inCall(page);

    expect(page.url()).toBe(`${url}/?room=den`);
    await page.reload();
    await inCall(page);
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(token);
  });

  it('says why it is not let in', async () => {
    const { url } = await runGateway(closed);
    const { page } = await watch(await newcomer(url), url);
    await page.goto(`${url}/?room=den`);
    await page.locator('#name').fill('Anna');
    await page.locator('#join').click();

    const said = await page.waitForSelector('#problems:not(:empty)');

    expect(await said?.evaluate((element) => element.textContent)).toContain(
      'You need an invitation. Ask for a link with one.',
    );
  });
});

describe('the login of the console', () => {
  it('lets in with the token, leads on to what was asked for, and is needed once', async () => {
    const { url } = await runGateway({ ADMIN_TOKEN: adminToken });
    const context = await newcomer(url);
    const { page, foreign, violations } = await watch(context, url);
    await page.goto(`${url}/console/?outcome=failed`);
    await page.locator('input[name="token"]').fill('a-wrong-token-of-some-length');
    await page.locator('button').click();
    await page.waitForSelector('#wrong:not([hidden])');
    await page.locator('input[name="token"]').fill(adminToken);
    await page.locator('button').click();
    await page.waitForSelector('#connection[data-state="live"]');

    expect(page.url()).toBe(`${url}/console/?outcome=failed`);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const again = await watch(context, url);
    await again.page.goto(`${url}/console/login.html?next=api/docs/`);
    await again.page.waitForSelector('.opblock');
    expect([foreign, await violations(), await again.violations()]).toEqual([[], [], []]);
  });
});
