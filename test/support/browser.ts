/// <reference lib="dom" />
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { defaultArgs, launch, type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import type {} from '../../client/page/debug-handle.js';

/** Less than a test may take, so that a failure names what did not come. */
const patienceMs = 15_000;
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Tabs of one browser are "in the background" to each other: none may be slowed down for it.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
];

const fakeDevices = ['--use-fake-device-for-media-stream'];

/** Starts the installed Chromium, with a camera and a microphone that are not real unless other flags are given. */
export function launchBrowser(devices: readonly string[] = fakeDevices): Promise<Browser> {
  const chromium =
    process.platform === 'linux' ? { executablePath: programOf(...names) } : ({ channel: 'chrome' } as const);
  return launch({ ...chromium, args: [...flags, ...devices] });
}

/** Starts it inside of something, such as a network namespace; over a pipe, which leads there. */
export async function launchBrowserWithin(
  [command = '', ...before]: readonly string[],
  devices: readonly string[] = fakeDevices,
): Promise<Browser> {
  const args = [...before, programOf(...names), ...(await defaultArgs({ args: [...flags, ...devices] }))];
  return launch({ executablePath: programOf(command), ignoreDefaultArgs: true, pipe: true, args });
}

/** Somebody with a browser profile of their own, who has decided about microphone and camera in advance. */
export async function person(
  browser: Browser,
  url: string,
  devices: 'granted' | 'denied' | 'prompt' = 'granted',
): Promise<BrowserContext> {
  const context = await browser.createBrowserContext();
  await context.setPermission(
    new URL(url).origin,
    { permission: { name: 'microphone' }, state: devices },
    { permission: { name: 'camera' }, state: devices },
  );
  return context;
}

/** Opens the call page by its link, fills in the name and presses Join; does not wait for what comes of it. */
export async function pressJoin(context: BrowserContext, url: string, room: string, name: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${url}/?room=${encodeURIComponent(room)}`);
  await page.locator('#name').fill(name);
  await page.locator('#join').click();
  return page;
}

/** Joins a room through the call page and waits until the page is in it. */
export async function joinAs(context: BrowserContext, url: string, room: string, name: string): Promise<Page> {
  const page = await pressJoin(context, url, room, name);
  await inCall(page);
  return page;
}

/** Waits until the page is in a room. */
export async function inCall(page: Page): Promise<void> {
  await page.waitForSelector('body[data-phase="call"]');
}

/**
 * Waits until the page has exactly this many peers and RTP packets of the kind have come in from each; answers with the
 * peers' ids, sorted.
 */
export async function waitForMedia(
  page: Page,
  peerCount: number,
  kind: 'audio' | 'video' = 'audio',
): Promise<string[]> {
  await page.waitForFunction(
    async (count: number, wanted: string) => {
      const peers = [...window.hoplineCall.peers().values()];
      if (peers.length !== count) return false;
      const flowing = await Promise.all(
        peers.map(async (peer) => {
          const reports: RTCInboundRtpStreamStats[] = [];
          (await peer.getStats()).forEach((report: RTCStats) => {
            if (report.type === 'inbound-rtp') reports.push(report as RTCInboundRtpStreamStats);
          });
          return reports.some((report) => report.kind === wanted && (report.packetsReceived ?? 0) > 0);
        }),
      );
      return flowing.every(Boolean);
    },
    { polling: 50, timeout: patienceMs },
    peerCount,
    kind,
  );
  return page.evaluate(() => [...window.hoplineCall.peers().keys()].toSorted());
}

/** The visible text of the first element that matches. */
export function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => (element as HTMLElement).innerText);
}

/** The first of these programs that is installed. */
export function programOf(...wanted: readonly string[]): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of wanted) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here: the next folder may have it.
      }
    }
  }
  throw new Error(`Not installed, or not on the PATH: ${wanted.join(', ')}.`);
}
