import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../../support/browser.js';
import { until } from '../../support/read.js';
import { apps } from './all-apps.js';
import { everybody } from './broadcasts.js';
import { peerJs, plainSockets, socketIo2 } from './other-servers.js';
import { names } from './people.js';
import { callOf, calmly, goodOutcome, outcomesOf, runApp, ways, type Way } from './run-app.js';
import { hasPython, pythonServer } from './python.js';
import { signals } from './simple-peers.js';
import { vitePages } from './vite.js';
import type { WildApp } from './wild-app.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function expectWell(app: WildApp, way: Way): Promise<void> {
  expect(await outcomesOf(browser, app, way)).toEqual([goodOutcome(way)]);
}

describe('an app with PeerJS', () => {
  // Its signaling is on a port of its own, to which nothing leads through the proxy where pages are left alone.
  it.each(ways.filter((way) => way !== 'proxy, bare'))('that is well: %s', (way) => expectWell(peerJs, way));
});

describe.each(Object.entries(apps))('an app with %s', (_, app) => {
  it.each(ways)('that is well: %s', (way) => expectWell(app, way));
});

// Only where its library is installed: PYTHON names one that has it.
(hasPython ? describe : describe.skip)('an app with a server in Python', () => {
  it('that is well: proxy, probe', () => expectWell(pythonServer, 'proxy, probe'));
});

describe('an app whose pages come from the development server of Vite, with its signaling on another port', () => {
  it('that is well: proxy, probe', () => expectWell(vitePages, 'proxy, probe'));
});

/** How often each is called: 50 times of every shape where that is asked for, else a few times of some. */
const asked = process.env['APPS_CALLS'];
const times = Number(asked ?? 5);
const some = { everybody, trickle: signals(true), plainSockets, peerJs, names, socketIo2 };
const all = { ...apps, PeerJS: peerJs, Vite: vitePages, ...(hasPython && { 'a server in Python': pythonServer }) };

describe.each(Object.entries(asked === undefined ? some : all))('an app with %s', (_, app) => {
  const inProcess = app === vitePages || app === pythonServer ? [] : (['in process, bare'] as const);
  it.each<Way>(['proxy, probe', ...inProcess])(
    `that is well ${times} times: %s`,
    async (way) => {
      const run = await runApp(browser, app, { way, env: calmly });
      for (let calls = 1; calls <= times; calls++) {
        const pages = await callOf(run);
        for (const page of pages) await page.waitForFunction('window.up');
        await until(
          () => run.handshakes(),
          (known) => known.filter(({ outcome }) => outcome === goodOutcome(way)).length === calls,
        );
        for (const page of pages) await page.browserContext().close();
      }
      const told = (await run.handshakes()).flatMap(({ history }) => history);
      // One that is pending, and has a cause, was overdue.
      expect(told.filter(({ outcome, cause }) => outcome === 'failed' || (outcome === 'pending' && cause))).toEqual([]);
    },
    times * 15_000,
  );
});
