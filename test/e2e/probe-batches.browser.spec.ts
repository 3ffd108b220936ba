import { describe, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import type { ReportBatch } from '../../protocol/reports.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import { joinAs, launchBrowser, person, waitForMedia } from '../support/browser.js';
import { getJson, runGateway, until } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';

/** As a probe gathers what goes well, and no gateway asks it for a report meanwhile, however slow the machine is. */
const gatherMs = 700;
const unhurried = Object.fromEntries(
  ['OFFER_CREATED', 'OFFER_RECEIVED', 'OFFER_HANDLED', 'OFFER_APPLIED', 'ANSWER_CREATED', 'ANSWER_RECEIVED']
    .concat('ANSWER', 'ANSWER_HANDLED', 'ANSWER_APPLIED', 'CANDIDATES', 'CANDIDATES_EXCHANGED')
    .map((wait) => [`WAIT_${wait}`, '3600000']),
);

describe('the probes of a call that goes well', () => {
  it('gather what they see: two batches of a page are never closer', async () => {
    const { url } = await runGateway(unhurried);
    const browser = await launchBrowser();
    atEnd(() => browser.close());
    const batches = new Map<string, ReportBatch[]>();
    const join = async (name: string): Promise<Page> => {
      const context = await person(browser, url);
      context.on('targetcreated', (target) => {
        void target.page().then((page) =>
          page?.on('request', (request) => {
            if (request.method() !== 'POST' || !request.url().includes('/reports')) return;
            batches.set(name, [...(batches.get(name) ?? []), JSON.parse(request.postData() ?? '') as ReportBatch]);
          }),
        );
      });
      return joinAs(context, url, 'two', name);
    };
    const pages = [await join('Anna'), await join('Boris')];
    await Promise.all(pages.map((page) => waitForMedia(page, 1)));

    await until(
      () =>
        Promise.resolve(
          [...batches.values()].map((of) => of.flatMap(({ reports }) => reports.map(({ step }) => step))),
        ),
      (told) => told.length === 2 && told.every((steps) => steps.includes('media-flowing')),
    );

    for (const of of batches.values()) {
      // Those that only name the page's session, and tell the clocks apart, wait for nothing.
      const telling = of.filter(({ reports }) => reports.length > 0).map(({ sentAt }) => sentAt);
      const gaps = telling.slice(1).map((sentAt, index) => sentAt - (telling[index] ?? 0));
      // Browsers round their clocks.
      expect(gaps.filter((gap) => gap < gatherMs - 1)).toEqual([]);
    }
    await until(
      () => getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`),
      ({ handshakes }) => handshakes.some(({ outcome }) => outcome === 'connected'),
    );
  });
});
