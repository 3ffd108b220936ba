/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { runGateway } from '../support/clients.js';
import { samples, showInConsole } from '../support/shown.js';
import { atEnd } from '../support/teardown.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the console, of what is late, silent or not judged', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function open(query = '', scheme: 'light' | 'dark' = 'light', language = 'en'): Promise<Page> {
    const { url } = await runGateway();
    const context = await browser.createBrowserContext();
    atEnd(() => context.close());
    const page = await context.newPage();
    await page.setViewport({ width: 1300, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.evaluateOnNewDocument((tag: string) => {
      Object.defineProperty(navigator, 'languages', { value: [tag] });
    }, language);
    await showInConsole(page, Object.values(samples));
    await page.goto(`${url}/console/${query}`);
    await page.waitForSelector(query ? '.ladder-diagram' : '.rows .row[data-id]');
    return page;
  }

  it('lists what is overdue with its word, cause and owner, and its rung as a mark of its own', async () => {
    const page = await open();

    expect(await rowsOf(page)).toEqual({
      overdue: "overdue no-answer | Boris's page | 4 of 16 rungs, overdue: answer received",
      'not-judged': 'not judged |  | 0 of 16 rungs',
      'nothing-to-send': 'connected |  | 15 of 16 rungs',
      refused: "failed rejected | Anna's page | 1 of 16 rungs, stopped at: offer received",
    });
    const marks = await page.$$eval('[data-id="overdue"] .strip path', (paths) =>
      paths.map((path) => (path as SVGElement).dataset['status']),
    );
    expect(marks).toEqual(['reached', 'pending', 'overdue']);
    const colours = await page.evaluate(() =>
      ['overdue', 'refused'].map((id) => {
        const word = document.querySelector(`[data-id="${id}"] .outcome`);
        return word ? [getComputedStyle(word).color, getComputedStyle(word, '::before').content] : [];
      }),
    );
    expect(colours).toEqual([
      ['rgb(138, 75, 0)', expect.stringContaining('!')],
      ['rgb(163, 36, 31)', expect.stringContaining('✕')],
    ]);
  });

  it('tells what is overdue with its sentence, since when, what to do, and a rung that is late', async () => {
    const page = await open('?handshake=overdue');

    expect(await textOf(page, '.detail-verdict')).toMatch(
      /^overdue · no-answer · whose side: Boris's page\s*Boris has the call and has not answered for 5 s\.\s*Overdue since 09:30:05 \(\+5\.0\ss\)\s*What to do Ask Boris to accept the call\.$/,
    );
    expect(await textOf(page, '[data-look="overdue"] .arrow-label')).toBe('answer received: overdue');
    expect(await textOf(page, '.diagram-verdict')).toBe("no-answer · whose side: Boris's page");
    expect(await textOf(page, '.detail-facts')).toMatch(/ · Evidence: ping$/);
    expect(await textOf(page, 'tr[data-status="overdue"]')).toMatch(/answer received\s*overdue$/);
    expect(await changesOf(page)).toEqual([
      ['09:30:05', '+5.0\u00A0s', 'overdue · no-answer', 'answer received', "Boris's network", 'a wait was over'],
      ['09:30:05', '+5.6\u00A0s', 'overdue · no-answer', 'answer received', "Boris's page", 'connection works'],
    ]);
  });

  it('tells who sends nothing and why, what was remarked on, and what changed the verdict', async () => {
    const page = await open('?handshake=nothing-to-send');

    expect(await textOf(page, '.notes')).toBe('Anna hears nothing: the microphone of Boris is not allowed.');
    expect(await textOf(page, 'tr[data-status="nothing-to-send"]')).toMatch(
      /media flowing\s*nothing to send \(Boris sends nothing: microphone or camera denied\)\s*\+100\sms\s*browser$/,
    );
    expect(await textOf(page, '[data-look="nothing"] .arrow-label')).toBe('media flowing: nothing to send');
    expect(await changesOf(page)).toEqual([
      ['09:30:00', '+600\u00A0ms', 'signaled', '', '', 'a wait was over'],
      ['09:30:00', '+900\u00A0ms', 'connected', '', '', 'media flowing'],
    ]);
  });

  it('says which field of a refused message broke which rule', async () => {
    const page = await open('?handshake=refused');

    expect(await textOf(page, 'tr[data-status="missing"]')).toMatch(
      /offer received\s*missing \(malformed; offer\.sdp: a string is expected\)$/,
    );
  });

  it('speaks Russian where the browser does', async () => {
    const page = await open('?handshake=overdue', 'dark', 'ru');

    expect(await textOf(page, '.detail-verdict')).toMatch(
      /^задерживается · страница не ответила · на чьей стороне: страница участника Boris.*Задерживается с 09:30:05/,
    );
    expect((await rowsOf(page))['overdue']).toMatch(
      /^задерживается страница не ответила \| .*задерживается: answer получен$/,
    );
  });

  it.each(['light', 'dark'] as const)('has nothing against accessibility, %s', async (scheme) => {
    for (const query of ['', '?handshake=overdue', '?handshake=nothing-to-send', '?handshake=not-judged']) {
      const page = await open(query, scheme);
      expect([query, ...(await violations(page))]).toEqual([query]);
    }
  });
});

const changesOf = (page: Page) =>
  page.$$eval('.detail-changes tbody tr', (rows) =>
    rows.map((row) => Array.from(row.cells, (cell) => cell.textContent)),
  );

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent.replace(/[ \n]+/g, ' ').trim());

async function rowsOf(page: Page): Promise<Record<string, string>> {
  const rows = await page.$$eval('.rows .row[data-id]', (all) =>
    all.map((row) => {
      const cell = (name: string) => row.querySelector(`.cell-${name}`)?.textContent ?? '';
      return [
        (row as HTMLElement).dataset['id'] ?? '',
        `${cell('outcome')} | ${cell('owner')} | ${cell('ladder')}`,
      ] as const;
    }),
  );
  return Object.fromEntries(rows);
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = (await page.evaluate('axe.run(document)')) as AxeResults;
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
