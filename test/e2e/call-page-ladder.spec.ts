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
  async function loseAnswers(room: string): Promise<void> {
    const { status } = await fetch(`${gateway.url}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'drop', message: 'answer', room, times: 100 }),
    });
    expect(status).toBe(201);
  }

  it('says on both tiles that the signaling is complete, on one line, with every rung below it', async () => {
    const anna = await join('whole', 'Anna');
    const boris = await join('whole', 'Boris');

    await Promise.all([anna, boris].map((page) => waitForOutcome(page, 'signaled')));

    for (const page of [anna, boris]) {
      expect(await page.$eval(`${ladder} button`, ({ textContent }) => textContent)).toBe('Handshake: signaled');
      expect(await isOpen(page)).toBe(false);
      expect(await textOf(page, `${ladder} [aria-live]`)).toBe('');
      const rungs = await rungsOf(page);
      expect(rungs.map(({ stage }) => stage)).toEqual(stages);
      expect(rungs.filter(({ stage }) => /received|forwarded|handled|exchanged/.test(stage))).toEqual(
        [
          'offer-received',
          'offer-forwarded',
          'offer-handled',
          'answer-received',
          'answer-forwarded',
          'answer-handled',
          'candidates-exchanged',
        ].map((stage) => ({ stage, status: 'reached', words: expect.stringMatching(/^reached \+\d+\sms$/) })),
      );
    }
  });

  it('opens and closes by keyboard', async () => {
    const anna = await join('keys', 'Anna');
    await join('keys', 'Boris');
    await waitForOutcome(anna, 'signaled');

    await anna.focus(`${ladder} button`);
    await anna.keyboard.press('Enter');
    expect(await isOpen(anna)).toBe(true);
    expect(await textOf(anna, `${ladder} [data-group="offer"] h4`)).toMatch(/^Offer\s+Boris → you$/);
    await anna.keyboard.press('Space');
    expect(await isOpen(anna)).toBe(false);
  });

  it('shows each of the two the missing rung, the sentence and advice of their own, until a handshake succeeds', async () => {
    await loseAnswers('lost');
    const anna = await join('lost', 'Anna');
    const boris = await join('lost', 'Boris');
    const pages = [anna, boris];

    await Promise.all(pages.map((page) => waitForOutcome(page, 'failed')));

    const said = await Promise.all(pages.map(verdictOf));
    for (const { cause, stage, sentence, open, missing } of said) {
      // Which of the two depends on whether the callee's candidates came through before the wait was over.
      expect(['no-answer', 'answer-not-sent']).toContain(cause);
      expect(stage).toBe('answer-received');
      expect(sentence).toContain('Anna');
      expect(open).toBe(true);
      expect(missing).toEqual([{ stage: 'answer-received', status: 'missing', words: 'missing' }]);
    }
    const [ofAnna, ofBoris] = said;
    expect(ofAnna?.sentence).toBe(ofBoris?.sentence);
    expect(ofAnna?.advice).toMatch(/^What to do\s+Your /);
    expect(ofBoris?.advice).toMatch(/^What to do\s+The other page /);

    await fetch(`${gateway.url}/api/faults`, { method: 'DELETE' });
    await boris.reload();
    await inCall(boris);

    await Promise.all(pages.map((page) => waitForOutcome(page, 'signaled')));
    for (const page of pages) {
      expect(await isOpen(page)).toBe(false);
      expect(await textOf(page, `${ladder} [aria-live]`)).toBe('');
    }
  });

  it('shows the newest handshake: a camera switched on begins another one', async () => {
    const anna = await join('again', 'Anna');
    const boris = await join('again', 'Boris');
    await waitForOutcome(anna, 'signaled');
    const before = await anna.$eval(ladder, (element) => (element as HTMLElement).dataset['handshake']);

    await boris.locator('#camera').click();

    await anna.waitForSelector(`${ladder}[data-outcome="signaled"]:not([data-handshake="${before}"])`);
  });
});

/** Waits until the only peer's ladder has come to this outcome. */
async function waitForOutcome(page: Page, outcome: string): Promise<void> {
  await page.waitForSelector(`${ladder}[data-outcome="${outcome}"]`);
}

function isOpen(page: Page): Promise<boolean> {
  return page.$eval(`${ladder} ol`, (list) => list.checkVisibility());
}

function rungsOf(page: Page) {
  return page.$$eval(`${ladder} li`, (items) =>
    items.map((item) => ({
      stage: item.dataset['stage'] ?? '',
      status: item.dataset['status'] ?? '',
      words: item.querySelector('.rung-state')?.textContent ?? '',
    })),
  );
}

async function verdictOf(page: Page) {
  const { cause, stage } = await page.$eval(ladder, (element) => {
    const { dataset } = element as HTMLElement;
    return { cause: dataset['cause'], stage: dataset['stage'] };
  });
  return {
    cause,
    stage,
    sentence: await textOf(page, `${ladder} [aria-live] strong`),
    advice: await textOf(page, `${ladder} [aria-live] p`),
    open: await isOpen(page),
    missing: (await rungsOf(page)).filter(({ status }) => status === 'missing'),
  };
}
