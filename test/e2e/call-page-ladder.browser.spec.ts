import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { stages } from '../../protocol/stages.js';
import { inCall, joinAs, launchBrowser, person, textOf } from '../support/browser.js';
import { startGateway } from '../support/gateway.js';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

const ladder = '[data-peer] .ladder';

describe('the ladder on the call page', () => {
  let browser: Browser;
  let gateway: Gateway;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    [browser, gateway] = await Promise.all([
      launchBrowser(),
      startGateway({ FAULTS: 'on', WAIT_ANSWER: '600', WAIT_OFFER_DELIVERED: '500', WAIT_SILENCE: '500' }),
    ]);
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await fetch(`${gateway.url}/api/faults`, { method: 'DELETE' });
  });
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  async function join(room: string, name: string): Promise<Page> {
    const context = await person(browser, gateway.url);
    contexts.push(context);
    return joinAs(context, gateway.url, room, name);
  }
  async function spoil(room: string, fault: object): Promise<void> {
    const { status } = await fetch(`${gateway.url}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fault, room, times: 100 }),
    });
    expect(status).toBe(201);
  }
  const loseAnswers = (room: string) => spoil(room, { fault: 'drop', message: 'answer' });

  it('climbs to media on both tiles, on one line, with every rung, its time and who saw it below', async () => {
    const anna = await join('whole', 'Anna');
    const boris = await join('whole', 'Boris');

    await Promise.all([anna, boris].map((page) => waitForOutcome(page, 'connected')));

    for (const page of [anna, boris]) {
      expect(await isOpen(page)).toBe(false);
      const rungs = await rungsOf(page);
      expect(rungs.map(({ stage }) => stage)).toEqual([...stages]);
      expect(rungs).toMatchObject(
        'browser server server ping|server page browser browser server server ping|server page browser server browser browser browser'
          .split(' ')
          .map((by) => ({ status: 'reached', words: reachedAndSeen(by) })),
      );
    }
  });

  it('climbs to media for each two of three', async () => {
    const pages = [await join('three', 'Anna'), await join('three', 'Boris'), await join('three', 'Chen')];

    await Promise.all(
      pages.map((page) =>
        page.waitForFunction(
          (selector) => document.querySelectorAll(selector).length === 2,
          {},
          `${ladder}[data-outcome="connected"] [data-stage="media-flowing"][data-status="reached"]`,
        ),
      ),
    );
  });

  it('opens and closes by keyboard', async () => {
    const anna = await join('keys', 'Anna');
    await join('keys', 'Boris');
    await waitForOutcome(anna, 'connected');

    await anna.focus('.tile-more');
    await anna.keyboard.press('Enter');
    expect(await isOpen(anna)).toBe(true);
    expect(await textOf(anna, `${ladder} [data-group="offer"] h4`)).toMatch(/^Call\s+Boris → you$/);
    await anna.keyboard.press('Space');
    expect(await isOpen(anna)).toBe(false);
  });

  it('shows each of the two the missing rung, the sentence and advice of their own, until a handshake succeeds', async () => {
    await loseAnswers('lost');
    const anna = await join('lost', 'Anna');
    const boris = await join('lost', 'Boris');
    const pages = [anna, boris];

    const said = await Promise.all(pages.map(failureOf));
    for (const { cause, stage, word, missing } of said) {
      // Its probe saw the page send the answer, which the fault then lost.
      expect(cause).toBe('message-lost');
      expect(stage).toBe('answer-received');
      expect(missing).toEqual([['answer-received', 'missing']]);
      expect(word).toBe('Stopped at this step: reply reached the server.');
    }
    const [ofAnna, ofBoris] = said;
    expect(said.map((one) => one.sentence)).toEqual([
      'You and Boris are not connected.',
      'You and Anna are not connected.',
    ]);
    expect(ofAnna?.advice).not.toBe('');
    expect(ofBoris?.advice).not.toBe(ofAnna?.advice);

    await fetch(`${gateway.url}/api/faults`, { method: 'DELETE' });
    await boris.reload();
    await inCall(boris);

    await Promise.all(pages.map((page) => waitForOutcome(page, 'connected')));
    for (const page of pages) {
      await page.waitForSelector('[data-peer][data-tone="well"]');
    }
  });

  it('says once, on the tile, what is wrong where the server refuses the call', async () => {
    await spoil('refused', { fault: 'refuse', code: 'malformed', message: 'offer' });
    await join('refused', 'Anna');

    const boris = await join('refused', 'Boris');

    await boris.waitForSelector('[data-peer][data-tone="bad"]');
    expect(await boris.$eval('.tile-advice:not(:empty)', ({ textContent }) => textContent)).toMatch(/Reload this page/);
    await boris.waitForSelector('#problems:empty');
  });

  it.each([
    ['a camera that is switched on', 'camera', (page: Page) => page.locator('#camera').click()],
    [
      'an ICE restart',
      'restart',
      (page: Page) => page.evaluate(() => window.hoplineCall.peers().forEach((connection) => connection.restartIce())),
    ],
  ])('shows the newest handshake, after %s, and the one before it as one line', async (_, room, renegotiate) => {
    const anna = await join(room, 'Anna');
    const boris = await join(room, 'Boris');
    await Promise.all([anna, boris].map((page) => waitForOutcome(page, 'connected')));
    const before = await anna.$eval(ladder, (element) => (element as HTMLElement).dataset['handshake']);

    await renegotiate(boris);

    for (const page of [anna, boris]) {
      await page.waitForSelector(`${ladder}[data-outcome="connected"]:not([data-handshake="${before}"])`);
      expect(await page.$eval(`${ladder} .ladder-before`, ({ textContent }) => textContent)).toMatch(
        /^Before this, .*\d: connected$/,
      );
      expect((await rungsOf(page)).at(-1)).toMatchObject({ stage: 'media-flowing', status: 'reached' });
    }
  });
});

const reachedAndSeen = (by: string) => expect.stringMatching(new RegExp(`^done \\+[\\d.]+\\s(ms|s) · (${by})$`));

/** Waits until the only peer's ladder has come to this outcome. */
async function waitForOutcome(page: Page, outcome: string): Promise<void> {
  await page.waitForSelector(`${ladder}[data-outcome="${outcome}"]`);
}

function isOpen(page: Page): Promise<boolean> {
  return page.$eval(`${ladder} ol`, (list) => list.checkVisibility());
}

function rungsOf(page: Page) {
  return page.$$eval(`${ladder} li:not([hidden])`, (items) =>
    items.map((item) => ({
      stage: item.dataset['stage'] ?? '',
      status: item.dataset['status'] ?? '',
      words: item.querySelector('.rung-state')?.textContent ?? '',
    })),
  );
}

/** What a failure looks like once its reports are all in, read in one go: the page tries again by itself, and shows that then. */
async function failureOf(page: Page) {
  const failure = await page.waitForFunction(
    (selector) => {
      const element = document.querySelector<HTMLElement>(
        `[data-tone="bad"] ${selector}[data-outcome="failed"][data-cause="message-lost"]`,
      );
      const tile = element?.closest('.tile');
      const text = (what: string) => tile?.querySelector(what)?.textContent ?? '';
      const [sentence, advice, word] = [text('.tile-state'), text('.tile-advice'), text('.ladder-word')];
      if (!element || !sentence || !advice) return undefined;
      const { cause, stage } = element.dataset;
      const rungs = [...element.querySelectorAll<HTMLElement>('li:not([hidden])')];
      const missing = rungs.filter(({ dataset }) => dataset['status'] === 'missing');
      return {
        cause,
        stage,
        sentence,
        advice,
        word,
        missing: missing.map((item) => [item.dataset['stage'], item.querySelector('.rung-state')?.textContent]),
      };
    },
    {},
    '.ladder',
  );
  const seen = await failure.jsonValue();
  if (!seen) throw new Error('no failure was shown');
  return seen;
}
