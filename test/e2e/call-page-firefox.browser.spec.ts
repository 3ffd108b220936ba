/// <reference lib="dom" />
import { expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { inCall, textOf } from '../support/browser.js';
import { networkAddress, waitForFinding } from '../support/checks.js';
import { startGateway } from '../support/gateway.js';
import { launchFirefox } from '../support/probe-firefox.js';
import { atEnd } from '../support/teardown.js';
import { startTurnServer } from '../support/turn-server.js';

const ip = networkAddress();
/** Firefox takes its time to start. */
const patienceMs = 60_000;

async function open(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${url}/?room=fox`);
  return page;
}

it(
  'checks before a call and climbs to media in Firefox',
  async () => {
    const browser = await launchFirefox();
    const gateway = await startGateway();
    atEnd(() => gateway.close());

    const pages = [await open(browser, gateway.url), await open(browser, gateway.url)];
    for (const [index, page] of pages.entries()) {
      await waitForFinding(page, 'gateway', 'websocket');
      await page.click('#check-again');
      // Without a sound card Firefox starts no AudioContext: then the level cannot be known.
      await page.waitForSelector('[data-check="microphone"][data-meaning="well"]');
      expect(await textOf(page, '#checks-summary')).toBe('Microphone and server work: you can join.');
      await page.type('#name', `Person ${index}`);
      await page.click('#join');
      await inCall(page);
    }

    for (const page of pages) {
      await page.waitForSelector(
        '[data-peer] .ladder[data-outcome="connected"] [data-stage="media-flowing"][data-status="reached"]',
      );
      await page.waitForSelector('[data-peer][data-tone="well"]');
      expect(await textOf(page, '[data-peer] .tile-state')).toMatch(/are connected; sound arrives both ways\.$/);
      await page.click('.tile-more');
      await page.waitForFunction(() =>
        ['path', 'loss', 'received', 'sent'].every(
          (figure) => document.querySelector(`[data-figure="${figure}"]`)?.textContent !== 'not known',
        ),
      );
      expect(await textOf(page, '[data-figure="path"]')).toBe('direct');
    }
  },
  patienceMs,
);

it(
  'says in Firefox that the TURN server refuses the password',
  async () => {
    const browser = await launchFirefox();
    const turn = await startTurnServer({ ip });
    atEnd(() => turn.close());
    const gateway = await startGateway({ TURN_URLS: turn.urls.udp, TURN_SECRET: 'another secret' });
    atEnd(() => gateway.close());

    const page = await open(browser, gateway.url);
    await waitForFinding(page, 'turn', 'unauthorized');
  },
  patienceMs,
);
