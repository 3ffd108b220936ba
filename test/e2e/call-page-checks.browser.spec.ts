/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { inCall, launchBrowser, person, textOf } from '../support/browser.js';
import { countOpenings, networkAddress, openings, silence, silentPort, waitForFinding } from '../support/checks.js';
import { startGateway } from '../support/gateway.js';
import { atEnd } from '../support/teardown.js';
import { startTurnServer } from '../support/turn-server.js';
import { withoutWebSocket } from '../support/without-websocket.js';

type Gateway = Awaited<ReturnType<typeof startGateway>>;
type Devices = Parameters<typeof person>[2];

const ip = networkAddress();
const summary = '#checks-summary';

describe('the checks before a call', () => {
  let browser: Browser;
  let gateway: Gateway;
  /** What a probe has sent from the page that is open. */
  let reports: string[];

  beforeAll(async () => {
    [browser, gateway] = await Promise.all([launchBrowser(), startGateway()]);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  async function open(
    url = gateway.url,
    devices: Devices = 'granted',
    own = browser,
    first: () => void = () => {},
  ): Promise<Page> {
    const context = await person(own, url, devices);
    atEnd(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.evaluateOnNewDocument(first);
    await countOpenings(page);
    reports = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/reports')) reports.push(request.postData() ?? '');
    });
    await page.goto(`${url}/?room=checks`);
    return page;
  }

  it('say in one line that all is well, and leave to the call what they have opened and nothing else', async () => {
    const turn = await startTurnServer({ ip });
    atEnd(() => turn.close());
    const own = await start({ TURN_URLS: turn.urls.udp, TURN_SECRET: turn.secret });
    const page = await open(own.url);

    await waitForFinding(page, 'microphone', 'heard');
    await waitForFinding(page, 'gateway', 'websocket');
    await waitForFinding(page, 'turn', 'relays');
    expect(await textOf(page, summary)).toBe('Microphone and server work: you can join.');
    expect(await page.$eval('.meter', (meter) => meter.checkVisibility())).toBe(true);
    expect(await page.$eval('[data-check="camera"]', (row) => row.checkVisibility())).toBe(false);
    expect(await openings(page)).toEqual({ microphones: 1, connections: 0, sounds: 1 });
    expect(reports).toEqual([]);
    expect(await handshakesOf(own)).toEqual([]);

    await join(page);
    // The level of one's own microphone is followed in the call too.
    expect(await openings(page)).toEqual({ microphones: 1, connections: 0, sounds: 1 });
    expect(await page.$eval('#mic', (button) => button.ariaChecked)).toBe('true');
  });

  it('ask for the microphone once, also where one joins while the browser is still asking', async () => {
    const page = await open(gateway.url, 'granted', browser, () => {
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      const allowed = new Promise<void>((allow) => Object.assign(window, { allow }));
      mediaDevices.getUserMedia = (constraints) => allowed.then(() => ask(constraints));
    });
    await waitForFinding(page, 'microphone', 'checking');
    await page.locator('#name').fill('Anna');
    await page.locator('#join').click();
    await page.waitForSelector('#join:disabled');

    await page.evaluate(() => (window as unknown as { allow: () => void }).allow());

    await inCall(page);
    expect(await openings(page)).toEqual({ microphones: 1, connections: 0, sounds: 1 });
  });

  it('follow the level of the microphone', async () => {
    const page = await open();
    await waitForFinding(page, 'microphone', 'heard');

    await page.waitForFunction(
      () => Number(document.querySelector<HTMLElement>('.meter')?.style.getPropertyValue('--level')) > 0.3,
      { polling: 20 },
    );
  });

  it('say that a silent microphone is silent, and not that it is at fault', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hopline-silence-'));
    atEnd(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'silence.wav');
    await writeFile(file, silence());
    const own = await launchBrowser([
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}`,
    ]);
    atEnd(() => own.close());

    const page = await open(gateway.url, 'granted', own);
    await waitForFinding(page, 'microphone', 'silent');

    expect(await textOf(page, summary)).toMatch(/^Your microphone is silent so far\. Say something;/);
    expect(await page.$eval(summary, (element) => element.getAttribute('data-meaning'))).toBe('note');
  });

  it('say that a denied microphone will not be heard, and let one join', async () => {
    const page = await open(gateway.url, 'denied');
    await waitForFinding(page, 'microphone', 'denied');

    expect(await textOf(page, summary)).toBe(
      'The others will not hear you: allow the microphone in the address bar, then check again.',
    );
    await join(page);
  });

  it('say that there is no microphone', async () => {
    const own = await launchBrowser([]);
    atEnd(() => own.close());
    const page = await open(gateway.url, 'granted', own);
    await waitForFinding(page, 'microphone', 'missing');

    expect(await textOf(page, summary)).toMatch(/^The others will not hear you: no microphone was found\./);
  });

  it('ask for no microphone by themselves where the browser would ask the person', async () => {
    const page = await open(gateway.url, 'prompt');
    await waitForFinding(page, 'microphone', 'later');
    await waitForFinding(page, 'turn', 'none');

    expect(await openings(page)).toEqual({ microphones: 0, connections: 0, sounds: 0 });
    expect(await textOf(page, summary)).toMatch(/^Server reached\. Your browser will ask for the microphone/);
  });

  it('check a camera that is switched on, and leave the microphone closed after the call', async () => {
    const page = await open();
    await page.locator('#camera').click();
    await waitForFinding(page, 'camera', 'works');
    await join(page);

    await page.locator('#leave').click();

    await waitForFinding(page, 'microphone', 'later');
    await waitForFinding(page, 'camera', 'later');
    expect(await openings(page)).toMatchObject({ connections: 0, sounds: 0 });
  });

  it('say that the TURN server is nowhere, by the code of the browser', async () => {
    const own = await start({ TURN_URLS: 'turn:nowhere.invalid', TURN_SECRET: 's' });
    const page = await open(own.url);
    await waitForFinding(page, 'turn', 'unreachable');

    expect(await textOf(page, '[data-check="turn"]')).toMatch(/does not respond \(701\)$/);
  });

  it('say that the TURN server does not answer, sooner than the browser gives up', async () => {
    const own = await start({ TURN_URLS: `turn:${ip}:${await silentPort(ip)}?transport=udp`, TURN_SECRET: 's' });
    const page = await open(own.url);
    await waitForFinding(page, 'turn', 'unreachable');

    expect(await textOf(page, summary)).toMatch(
      /^Calls through a strict firewall will not work\. The TURN server does not respond: try another network/,
    );
    expect(await openings(page)).toMatchObject({ connections: 0 });
  });

  it('say that the TURN server refuses the password', async () => {
    const turn = await startTurnServer({ ip });
    atEnd(() => turn.close());
    const own = await start({ TURN_URLS: turn.urls.udp, TURN_SECRET: 'another secret' });
    const page = await open(own.url);
    await waitForFinding(page, 'turn', 'unauthorized');

    expect(await textOf(page, '[data-check="turn"]')).toMatch(/refuses our password \(401\)$/);
    expect(await textOf(page, summary)).toMatch(/The TURN server refuses our password: tell the owner of this site\.$/);
  });

  it('say that the STUN server does not answer', async () => {
    const own = await start({ STUN_URLS: 'stun:nowhere.invalid' });
    const page = await open(own.url);
    await waitForFinding(page, 'stun', 'unreachable');

    expect(await textOf(page, summary)).toMatch(/^Calls beyond your own network may fail/);
  });

  it('say that the gateway is away, and find it again', async () => {
    const own = await startGateway();
    const page = await open(own.url);
    await waitForFinding(page, 'gateway', 'websocket');
    await own.close();

    await page.locator('#check-again').click();
    await waitForFinding(page, 'gateway', 'away');
    expect(await textOf(page, summary)).toMatch(/^You cannot reach the server: no call can begin\./);
    await waitForFinding(page, 'turn', 'not-known');

    await start({ PORT: new URL(own.url).port });
    await page.locator('#check-again').click();
    await waitForFinding(page, 'gateway', 'websocket');
  });

  it('say that the network lets no WebSocket through', async () => {
    const url = await withoutWebSocket(gateway.url);
    const page = await open(url);
    await waitForFinding(page, 'gateway', 'polling');
    await waitForFinding(page, 'microphone', 'heard');

    expect(await textOf(page, summary)).toMatch(/^You can call, but slowly: this network blocks WebSocket\./);
  });
});

/** A gateway of one test. */
async function start(env: Record<string, string>): Promise<Gateway> {
  const own = await startGateway(env);
  atEnd(() => own.close());
  return own;
}

async function join(page: Page): Promise<void> {
  await page.locator('#name').fill('Anna');
  await page.locator('#join').click();
  await inCall(page);
}

async function handshakesOf({ url }: Gateway): Promise<unknown[]> {
  const { handshakes } = (await (await fetch(`${url}/api/handshakes`)).json()) as { handshakes: unknown[] };
  return handshakes;
}
