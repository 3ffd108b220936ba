/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { call, inRoom, pairIn, runGateway, shortWaits, type Peer } from '../support/clients.js';
import { launchFirefoxFor } from '../support/probe-firefox.js';
import { offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { width: 1300, height: 800 };
const phone = { width: 390, height: 844 };

const browsers = [
  ['Chromium', () => launchBrowser()],
  ['Firefox', () => launchFirefoxFor()],
] as const;

describe.each(browsers)('the console in %s', (name, launch) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  async function open(url: string, query = '', viewport = wide): Promise<Page> {
    const context = await browser.createBrowserContext();
    atEnd(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.setViewport(viewport);
    await page.goto(`${url}/console/${query}`);
    await page.waitForSelector('#connection[data-state="live"]');
    return page;
  }

  it('shows a call as its hops come, and what became of it', async () => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url, 'den');
    const page = await open(url);
    expect(await textOf(page, '#empty')).toMatch(/^No call yet .* Open the call page/);
    expect(await page.$eval('#empty a', (link) => link.getAttribute('href'))).toBe('../?room=test');

    await call(anna, boris);
    await page.waitForSelector('.row[data-outcome="signaled"]');
    await failing(anna, boris);

    await page.waitForSelector('.row[data-outcome="failed"]');
    expect(await rowsOf(page)).toEqual([
      {
        who: 'Anna → Boris',
        room: 'den',
        outcome: 'failed no-answer',
        owner: "Boris's page",
        said: '4 of 16 rungs, stopped at: answer received',
      },
      expect.objectContaining({ who: 'Anna → Boris', outcome: 'signaled' }),
    ]);
    expect(await page.$$eval('.person', (people) => people.map((one) => one.textContent))).toEqual(['Anna', 'Boris']);
    expect(await textOf(page, '#hour .tally')).toMatch(/signaled 1\s+failed 1/);
    expect(await textOf(page, '#hour .stop')).toBe('1 no-answer');
  });

  it('tells one handshake whole: verdict, broken arrow, candidates, timeline, JSON, the one before', async () => {
    const { url } = await runGateway({ ...shortWaits, JAEGER_URL: 'https://jaeger.example' });
    const [anna, boris] = await pairIn(url, 'den');
    const before = await call(anna, boris);
    await anna.next('verdict');
    const id = await failing(anna, boris);
    const page = await open(url, `handshakes/${id}`);
    await page.waitForSelector('.ladder-diagram');

    expect(new URL(page.url()).search).toBe(`?handshake=${id}`);
    expect(await textOf(page, '.detail-verdict')).toMatch(/failed.*no-answer[^]*whose side: Boris's page/);
    expect(
      await page.$$eval('.arrow', (arrows) => arrows.map((arrow) => (arrow as SVGGElement).dataset['look'])),
    ).toEqual(['message', 'message', 'reply', 'missing']);
    expect(await page.$eval('[data-look="missing"] .arrow-label', (label) => label.textContent)).toBe(
      'answer received: missing',
    );
    expect(await textOf(page, '.diagram-verdict')).toContain("whose side: Boris's page");
    expect(
      await page.$$eval('.part:first-of-type tbody tr', (rows) => rows.map((row) => row.cells[0]?.textContent)),
    ).toEqual(['offer received', 'offer forwarded', 'offer delivered']);
    const links = await page.$$eval('.detail-links a', (all) => all.map((link) => link.getAttribute('href')));
    expect(links[0]).toMatch(/^https:\/\/jaeger\.example\/trace\/[0-9a-f]{32}$/);
    expect(JSON.parse(await page.$eval('.raw', (raw) => raw.textContent))).toMatchObject({ id, cause: 'no-answer' });

    await page.click(`.detail-links a[href*="${before}"]`);
    await page.waitForSelector(`#detail[data-id="${before}"]`);
    expect(
      await page.$$eval('#detail .diagram + h3 + div tbody tr', (rows) => rows.map((row) => row.cells[1]?.textContent)),
    ).toEqual(['1', '1']);
    await page.goBack();
    await page.waitForSelector(`#detail[data-id="${id}"]`);
  });

  it('is worked with the keyboard alone', async () => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url, 'den');
    const first = await call(anna, boris);
    await anna.next('verdict');
    const second = await failing(anna, boris);
    const page = await open(url);
    await page.waitForSelector(`[data-id="${second}"]`);
    const focused = () => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-id]')?.dataset['id']);

    await page.keyboard.press('j');
    expect(await focused()).toBe(second);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(first);
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`#detail[data-id="${second}"]`);
    expect(await focused()).toBe(second);
    await page.keyboard.press('Escape');
    expect(await page.$eval('#detail', (section) => (section as HTMLElement).hidden)).toBe(true);
    expect(await focused()).toBe(second);

    await page.keyboard.press('/');
    await page.keyboard.type('NO-answer');
    await page.waitForFunction(() => document.querySelectorAll('.rows .row').length === 1);
    expect(new URL(page.url()).search).toBe('?q=NO-answer');
    await page.waitForFunction(() => document.querySelector('#said')?.textContent === '1 of 2 handshakes');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(second);
  });

  it('is narrowed by what its address says, and takes what people write as text', async () => {
    const { url } = await runGateway(shortWaits);
    const evil = '<img src=x onerror=document.title=1>';
    const anna = await inRoom(url, evil, evil);
    const boris = await inRoom(url, evil, 'Boris');
    await pairIn(url, 'den').then(([chen, dora]) => call(chen, dora));
    const id = await failing(anna, boris);

    const page = await open(url, `?room=${encodeURIComponent(evil)}&outcome=failed&handshake=${id}`);
    await page.waitForSelector('.ladder-diagram');
    await page.waitForSelector('.rows .row');

    expect(await rowsOf(page)).toMatchObject([{ who: `${evil} → Boris`, room: evil }]);
    expect(await page.$('img')).toBeNull();
    expect(await page.title()).toBe('Hopline – console');
    expect(await page.$eval('[name="outcome"]', (field) => (field as HTMLSelectElement).value)).toBe('failed');
  });

  it('shows the ladder diagram whole on a phone, every label within it', async () => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url, 'den');
    const page = await open(url, `?handshake=${await failing(anna, boris)}`, phone);
    await page.waitForSelector('.ladder-diagram');

    expect(await overflowing(page)).toEqual([]);
    const out = await page.$$eval('.ladder-diagram text', (labels) =>
      labels.flatMap((label) => {
        const { left, right } = label.getBoundingClientRect();
        return left < 0 || right > window.innerWidth ? [label.textContent] : [];
      }),
    );
    expect(out).toEqual([]);
    const picture = await page.$eval('.diagram-picture', ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(picture).toBe(0);
  });

  it('sets a fault between two people, and shows the verdict of their next call', async () => {
    const { url } = await runGateway({ ...shortWaits, FAULTS: 'on' });
    const [anna, boris] = await pairIn(url, 'den');
    const page = await open(url, '?view=faults');
    await page.waitForSelector('#faults:not([hidden]) option[value="den"]');

    await page.select('.fault-field:nth-of-type(2) select', 'lose-offer');
    await page.click('.fault-buttons button:first-child');
    await page.waitForFunction(() => document.querySelector('.fault-said')?.textContent?.includes('The fault is set'));
    const { faults } = (await (await fetch(`${url}/api/faults`)).json()) as { faults: object[] };
    expect(faults).toMatchObject([{ fault: 'drop', message: 'offer', room: 'den' }]);

    await page.select('.fault-field:nth-of-type(2) select', 'spoil-offer');
    await page.click('.fault-buttons button:last-child');
    await page.waitForFunction(() => document.querySelector('.fault-said')?.textContent?.includes('taken back'));
    await page.click('.fault-buttons button:first-child');
    await page.waitForFunction(() => document.querySelector('.fault-said')?.textContent?.includes('The fault is set'));
    anna.emit('offer', { target: boris.id, offer: offer({ session: '98', ufrag: 'ill' }) });
    await page.waitForSelector('.fault-verdict a');
    expect(await textOf(page, '.fault-verdict')).toMatch(/^Verdict of the next call: /);
    expect(await violations(page)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
  });

  it('offers no fault where the gateway has none', async () => {
    const { url } = await runGateway(shortWaits);
    const page = await open(url);
    await page.waitForSelector('#empty a');

    expect(await page.$$eval('#faults, #faults-link', (all) => all.map((one) => (one as HTMLElement).hidden))).toEqual([
      true,
      true,
    ]);
  });

  it('finds the gateway again, and everything that happened in between', async () => {
    const gateway = await runGateway({ PORT: '0' });
    const page = await open(gateway.url);
    const { port } = new URL(gateway.url);
    await gateway.close();
    await page.waitForSelector('#connection[data-state="lost"]');

    const again = await runGateway({ PORT: port });
    await pairIn(again.url, 'den');

    await page.waitForSelector('#connection[data-state="live"]');
    await page.waitForSelector('.room');
  });

  it.each([
    ['a wide window', wide, 'light'],
    ['a phone in the dark', phone, 'dark'],
  ] as const)('has nothing against accessibility on %s', async (_where, viewport, scheme) => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url, 'den');
    await call(anna, boris);
    await anna.next('verdict');
    const id = await failing(anna, boris);
    for (const query of ['', '?view=hour', '?view=rooms', `?handshake=${id}`]) {
      const page = await open(url, query, viewport);
      if (name === 'Chromium') {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      }
      await page.waitForSelector(query.includes('handshake') ? '.ladder-diagram' : '.rows .row, .side h2');
      expect([query, ...(await violations(page))]).toEqual([query]);
      expect(await overflowing(page)).toEqual([]);
    }
  });
});

/** An offer that is not answered; answers with the id of its handshake when that has failed. */
async function failing(caller: Peer, callee: Peer): Promise<string> {
  caller.emit('offer', { target: callee.id, offer: offer({ session: '99', ufrag: 'late' }) });
  const { id } = await caller.next<{ id: string; outcome: string }>('verdict', ({ outcome }) => outcome === 'failed');
  return id;
}

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => (element as HTMLElement).innerText.replace(/\s+/g, ' ').trim());

function rowsOf(page: Page) {
  return page.$$eval('.rows .row', (rows) =>
    rows.map((row) => {
      const cell = (name: string) => row.querySelector(`.cell-${name}`)?.textContent ?? '';
      return {
        who: cell('who'),
        room: cell('room'),
        outcome: cell('outcome'),
        owner: cell('owner'),
        said: cell('ladder'),
      };
    }),
  );
}

/** What stands out of the window sideways, and makes it scroll. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth } = document.documentElement;
    if (scrollWidth <= window.innerWidth) return [];
    const wider = [...document.querySelectorAll('*')].filter(
      (one) => one.getBoundingClientRect().right > window.innerWidth,
    );
    return wider.map(({ tagName, className }) => `${tagName} ${className}`);
  });
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = (await page.evaluate('axe.run(document)')) as AxeResults;
  return found.map(({ id, impact, nodes }) => `${impact ?? ''} ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
