/**
 * Takes the pictures of the pages: starts the built gateway, makes calls that go well and calls that do not, and
 * photographs what the console and the call page show of them.
 *
 *   npm run screenshots [-- call-page | console]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../../test/support/browser.js';
import { takeCallPage } from './call-page.js';
import { call, callLost, callNobody, callSilent, join } from './calls.js';

const waits = ['ANSWER', 'SILENCE', 'CANDIDATES_EXCHANGED', 'OFFER_DELIVERED', 'ICE_CONNECTED'];
const gateway = spawn(process.execPath, ['dist/server/src/main.js'], {
  env: {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_FORMAT: 'json',
    FAULTS: 'on',
    JAEGER_URL: 'http://localhost:16686',
    ...Object.fromEntries(waits.map((wait) => [`WAIT_${wait}`, '1200'])),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await new Promise<string>((listening) => {
  createInterface({ input: gateway.stdout }).on('line', (line) => {
    const [address] = /http:\/\/localhost:\d+/.exec(line) ?? [];
    if (address) listening(address);
  });
});

interface Row {
  id: string;
  outcome: string;
  cause?: string;
}

/** Calls of several kinds; answers with the ids of those that are shown whole. */
async function makeCalls(): Promise<{ failed: string; signaled: string }> {
  const [anna, boris] = [await join(url, 'standup', 'Anna'), await join(url, 'standup', 'Boris')];
  const [chen, dora] = [await join(url, 'design review', 'Chen'), await join(url, 'design review', 'Dora')];
  const [eve, фёдор] = [await join(url, 'комната Фёдора', 'Eve'), await join(url, 'комната Фёдора', 'Фёдор')];
  const settled = async (count: number) => {
    for (;;) {
      // As often as one address may ask.
      await setTimeout(100);
      const { handshakes } = (await (await fetch(`${url}/api/handshakes`)).json()) as { handshakes: Row[] };
      if (handshakes.length >= count && handshakes.every(({ outcome }) => outcome !== 'pending')) return handshakes;
    }
  };
  const probes = { url, until: 'media-flowing' } as const;
  await call(anna, boris, probes);
  await call(chen, dora);
  await call(eve, фёдор, { url, until: 'probe-started' });
  await settled(3);
  await callSilent(dora, chen);
  callNobody(boris);
  await settled(5);
  for (let more = 0; more < 6; more++) {
    await call(boris, anna, probes);
    await call(chen, dora);
  }
  await call(anna, boris, probes);
  await fetch(`${url}/api/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault: 'drop', message: 'answer', room: 'standup', times: 1 }),
  });
  await callLost(boris, anna, url);
  const handshakes = await settled(19);
  const idOf = (will: (row: Row) => boolean) => handshakes.find(will)?.id ?? '';
  const shown = {
    failed: idOf(({ cause }) => cause === 'message-lost'),
    signaled: idOf(({ outcome }) => outcome === 'signaled'),
  };
  void callSilent(chen, dora);
  return shown;
}

interface Shot {
  name: string;
  query: string;
  width: number;
  height: number;
  scheme: 'light' | 'dark';
  language: string;
  /** What is waited for. */
  shows?: string;
  /** Higher than the window, down to the end of the diagram. */
  fullPage?: true;
}

/** So that the open handshake is in the picture as far as its diagram. */
const heightOf = (page: Page) =>
  page.$eval('.diagram', (diagram) => Math.ceil(diagram.getBoundingClientRect().bottom) + 16);

async function take(browser: Browser, shot: Shot): Promise<void> {
  const { name, query, width, height, scheme, language, shows = '.rows .row', fullPage } = shot;
  const context = await browser.createBrowserContext();
  const page: Page = await context.newPage();
  const narrow = width < 500;
  const view = { width, height, deviceScaleFactor: narrow ? 2 : 1, isMobile: narrow, hasTouch: narrow };
  await page.setViewport(view);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.evaluateOnNewDocument((tag: string) => {
    Object.defineProperty(navigator, 'languages', { value: [tag] });
  }, language);
  await page.goto(`${url}/console/${query}`);
  await page.waitForSelector('#connection[data-state="live"]');
  await page.waitForSelector(shows);
  if (fullPage) await page.setViewport({ ...view, height: await heightOf(page) });
  await page.screenshot({ path: `docs/screenshots/${name}.png` });
  await context.close();
}

const [only] = process.argv.slice(2);
const browser = await launchBrowser();
try {
  // The console first, while there is no call in it.
  if (only !== 'call-page') await takeConsole(browser);
  if (only !== 'console') await takeCallPage(url);
} finally {
  await browser.close();
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
}
process.exit();

async function takeConsole(using: Browser): Promise<void> {
  const desktop = { width: 1440, height: 900, scheme: 'light', language: 'en' } as const;
  const phone = { width: 390, height: 844, scheme: 'light', language: 'en' } as const;
  const empty = { query: '', shows: '#empty a' } as const;
  await take(using, { ...desktop, ...empty, name: 'console-empty' });
  await take(using, { ...phone, ...empty, name: 'console-phone-empty', scheme: 'dark', language: 'ru' });
  const { failed, signaled } = await makeCalls();
  const diagram = { shows: '.ladder-diagram' } as const;
  const shots: Shot[] = [
    { ...desktop, name: 'console', query: '' },
    { ...desktop, ...diagram, name: 'console-failed', query: `?handshake=${failed}` },
    { ...desktop, ...diagram, name: 'console-dark', query: `?handshake=${signaled}`, scheme: 'dark' },
    { ...phone, name: 'console-phone', query: '' },
    {
      ...phone,
      ...diagram,
      name: 'console-phone-failed',
      query: `?handshake=${failed}`,
      scheme: 'dark',
      language: 'ru',
      fullPage: true,
    },
    { ...phone, name: 'console-phone-hour', query: '?view=hour', shows: '.funnel' },
    { ...phone, name: 'console-phone-faults', query: '?view=faults', shows: '#faults:not([hidden]) option' },
  ];
  for (const shot of shots) await take(using, shot);
}
