/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import type { HandshakeDetail } from '../../protocol/console.js';
import { inCall, launchBrowser, person, textOf } from '../support/browser.js';
import { inRoom, runGateway } from '../support/clients.js';
import { keepSockets, samples, tellPage } from '../support/shown.js';
import { atEnd } from '../support/teardown.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ladder = '[data-peer] .ladder';

describe('the call page, of what is late or silent', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Anna's page in a room with Boris, whose page does nothing; and what tells it of a handshake with him, newer than any. */
  async function annaWithBoris(scheme: 'light' | 'dark' = 'light') {
    const { url } = await runGateway();
    const context = await person(browser, url);
    atEnd(() => context.close());
    const page = await context.newPage();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await keepSockets(page);
    await page.goto(`${url}/?room=den`);
    await page.locator('#name').fill('Anna');
    await page.locator('#join').click();
    await inCall(page);
    const boris = await inRoom(url, 'den', 'Boris');
    await page.waitForSelector('[data-peer]');
    const startedAt = Date.now() + 3_600_000;
    const tell = async (sample: HandshakeDetail, event = 'verdict') => {
      const callee = { id: boris.id, username: 'Boris' };
      await tellPage(page, event, { ...sample, callee, startedAt, id: 'told', you: 'caller' });
    };
    return { page, tell };
  }

  it('says what is overdue in amber, with sentence and advice, and takes it back when it comes about', async () => {
    const { page, tell } = await annaWithBoris();

    await tell(samples.overdue);

    await page.waitForSelector(`${ladder}[data-overdue="answer-received"][data-outcome="pending"]`);
    expect(await page.$eval('.ladder-word', ({ textContent }) => textContent)).toBe(
      'Late at this step: reply reached the server.',
    );
    expect(await saidOn(page)).toBe('Connecting you and Boris takes longer than usual. Ask Boris to accept the call.');
    const colour = await page.$eval(
      '[data-peer] .tile-status',
      (element) => getComputedStyle(element).borderInlineStartColor,
    );
    expect(colour).toBe('rgb(138, 75, 0)');
    expect(await rungOn(page, 'answer-received')).toEqual(['overdue', 'late']);
    expect(await page.$eval(`${ladder} ol`, (list) => list.checkVisibility())).toBe(false);

    await tell({ ...samples.nothingToSend, notes: [] });

    await page.waitForSelector(`${ladder}[data-outcome="connected"]:not([data-overdue])`);
    expect(await saidOn(page)).not.toContain('takes longer');
  });

  it('says who sends nothing and why', async () => {
    const { page, tell } = await annaWithBoris();

    await tell(samples.nothingToSend);

    await page.waitForSelector(`${ladder}[data-outcome="connected"]`);
    expect(await rungOn(page, 'media-flowing')).toEqual([
      'nothing-to-send',
      expect.stringMatching(/^nothing to send \+0\sms · browser$/),
    ]);
  });

  it('says in the diagnosis which field of a refused message broke which rule', async () => {
    const { page, tell } = await annaWithBoris();

    await tell(samples.refused);

    await page.waitForSelector(`${ladder}[data-outcome="failed"]`);
    expect(await copied(page)).toMatch(
      /^ 2\. offer received: missing · malformed · offer\.sdp: a string is expected$/m,
    );
  });

  it('copies a diagnosis that says so', async () => {
    const { page, tell } = await annaWithBoris();
    await tell(samples.overdue);
    await page.waitForSelector(`${ladder}[data-overdue]`);

    const text = await copied(page);

    expect(text).toMatch(/^Hopline · overdue · no-answer · [^·]*: the callee's page · known by: ping\n/);
    expect(text).toMatch(/^ 8\. answer received: overdue$/m);
  });

  it.each(['light', 'dark'] as const)('has nothing against accessibility, %s', async (scheme) => {
    const { page, tell } = await annaWithBoris(scheme);
    for (const sample of [samples.overdue, samples.nothingToSend]) {
      await tell(sample);
      await page.waitForSelector(`${ladder}[data-outcome="${sample.outcome}"]`);
      if ((await page.$eval('.tile-more', (button) => button.ariaExpanded)) !== 'true')
        await page.locator('.tile-more').click();
      await page.evaluate(axe);
      const { violations } = (await page.evaluate('axe.run(document)')) as AxeResults;
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    }
  });
});

const spaced = (text: string) => text.replace(/[ \n]+/g, ' ').trim();

/** The status of the tile. */
const saidOn = async (page: Page) => spaced(await textOf(page, '[data-peer] .tile-status'));

/** The diagnosis, which is shown to be copied by hand. */
async function copied(page: Page): Promise<string> {
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
  });
  // Not by the mouse: in a low window the controls may lie over it.
  await page.$eval('.tile-copy', (button) => (button as HTMLElement).click());
  await page.waitForSelector('dialog[open]');
  return page.$eval('dialog[open] textarea', (area) => area.value);
}

/** The mark and the words of a rung. */
const rungOn = (page: Page, stage: string) =>
  page.$eval(`${ladder} [data-stage="${stage}"]`, (rung) => [
    (rung as HTMLElement).dataset['status'],
    rung.querySelector('.rung-state')?.textContent,
  ]);
