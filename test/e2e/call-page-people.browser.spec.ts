/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { inCall, joinAs, launchBrowser, person, textOf, waitForMedia } from '../support/browser.js';
import { networkAddress, waitForFinding } from '../support/checks.js';
import { startGateway } from '../support/gateway.js';
import { atEnd } from '../support/teardown.js';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

describe('the call page, for people', () => {
  let browser: Browser;
  let gateway: Gateway;

  beforeAll(async () => {
    [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ HOST: '0.0.0.0', FAULTS: 'on' })]);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  async function newcomer(devices: 'granted' | 'denied' = 'granted') {
    const context = await person(browser, gateway.url, devices);
    atEnd(() => context.close());
    return context;
  }
  async function open(url = gateway.url, room = 'lobby'): Promise<Page> {
    const page = await (await newcomer()).newPage();
    await page.goto(`${url}/?room=${encodeURIComponent(room)}`);
    return page;
  }
  const join = async (room: string, name: string, devices: 'granted' | 'denied' = 'granted') =>
    joinAs(await newcomer(devices), gateway.url, room, name);

  it('says what it is for, links to the console and the documentation, and that calls reach this network only', async () => {
    const page = await open();
    await waitForFinding(page, 'turn', 'none');

    expect(await textOf(page, '.pitch-lead')).toBe('Test a call, and see exactly where it breaks.');
    expect(await textOf(page, '#checks-reach')).toBe(
      'Works on this network only: no STUN or TURN server is set up. How to set it up',
    );
    const links = await page.$$eval('.top-links a:not([hidden]), #checks-reach a', (all) =>
      all.map(({ href }) => href),
    );
    expect(links).toHaveLength(3);
    const answers = await Promise.all(links.map(async (link) => fetch(link)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ headers }) => headers.get('content-type')?.split(';')[0])).toEqual([
      'text/html',
      'text/plain',
      'text/plain',
    ]);
  });

  it('says nothing of how far calls reach where the gateway does not say', async () => {
    const page = await (await newcomer()).newPage();
    await page.setRequestInterception(true);
    page.on(
      'request',
      (request) => void (request.url().endsWith('/ice-servers') ? request.abort() : request.continue()),
    );
    await page.goto(gateway.url);
    await waitForFinding(page, 'turn', 'not-known');
    expect(await textOf(page, '#checks-reach')).toBe('');
  });

  it('speaks the language that the reader chooses, its advice too, and keeps it with what was written', async () => {
    const page = await open(gateway.url, 'Sprache');
    await page.locator('#name').fill('Анна');
    await page.select('#language', 'ru');
    await page.waitForFunction(() => document.documentElement.lang === 'ru');
    await page.reload();

    expect(await textOf(page, '#join')).toBe('Войти');
    expect(await page.$eval('#name', (input) => (input as HTMLInputElement).value)).toBe('Анна');
    await fetch(`${gateway.url}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'drop', message: 'answer', room: 'sprache', times: 100 }),
    });
    atEnd(() => fetch(`${gateway.url}/api/faults`, { method: 'DELETE' }));
    await page.locator('#join').click();
    await inCall(page);
    await join('sprache', 'Boris');
    await page.waitForSelector('[data-peer][data-tone="bad"]');
    expect(await textOf(page, '[data-peer] .tile-advice')).toMatch(/[а-яё]{5}/i);
  });

  it('is dark where the reader chooses so, whatever the system says, also the next time', async () => {
    const page = await open();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.select('#theme', 'dark');
    const dark = await ground();
    expect(dark).not.toBe(light);

    await page.reload();
    expect(await ground()).toBe(dark);
    await page.select('#theme', 'system');
    expect(await ground()).toBe(light);
  });

  it('brings two together whose room differs in spaces and case', async () => {
    const anna = await join('Amber  Bridge 42', 'Anna');
    const boris = await join('amber-bridge-42', 'Boris');

    await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);
    expect(await textOf(anna, '#call-room')).toBe('amber-bridge-42');
  });

  it('shows whose microphone is blocked, and that one’s own is off', async () => {
    const anna = await join('blocked', 'Anna');
    const boris = await join('blocked', 'Boris', 'denied');

    await anna.waitForSelector('[data-peer][data-tone="note"] .ladder[data-outcome="connected"]');
    expect(await textOf(anna, '[data-peer] .tile-advice')).toMatch(/^The microphone or camera of Boris is blocked\./);
    expect(await textOf(boris, '[data-peer] .tile-advice')).toMatch(
      /^Your microphone is blocked: Anna cannot hear you\./,
    );
    expect(await textOf(boris, '#self .tile-state')).toBe('Your microphone is blocked, your camera is off.');

    await anna.locator('#mic').click();
    await anna.waitForFunction(() =>
      document.querySelector('[data-peer] .tile-advice')?.textContent.includes('Your microphone is off'),
    );
    expect(await textOf(anna, '#self .tile-state')).toBe('Your microphone is off, your camera is off.');
  });

  it('shows how loud the other one is, and live figures under Details', async () => {
    const anna = await join('loud', 'Anna');
    await join('loud', 'Boris');
    await waitForMedia(anna, 1);

    await anna.waitForFunction(
      () => Number(document.querySelector<HTMLElement>('[data-peer] .meter')?.style.getPropertyValue('--level')) > 0.3,
      { polling: 20 },
    );
    await anna.locator('.tile-more').click();
    await anna.waitForFunction(() =>
      /^\d+.kbit/.test(document.querySelector('[data-figure="sent"]')?.textContent ?? ''),
    );
    expect(await textOf(anna, '[data-figure="path"]')).toBe('direct');
    expect(await textOf(anna, '[data-figure="roundTrip"]')).toMatch(/^\d+\sms$/);
    expect(await textOf(anna, '[data-figure="loss"]')).toMatch(/^\d+\.\d%$/);
    expect(await textOf(anna, '[data-figure="picture"]')).toBe('none');
    expect(await anna.$$eval('.ladder-legend dt', (terms) => terms.map(({ textContent }) => textContent))).toEqual([
      'browser',
      'page',
      'ping',
      'server',
    ]);
  });

  it.each([
    ['a code for phones where they reach it', () => `http://${networkAddress()}:${new URL(gateway.url).port}`, true],
    ['no code where only this computer does', () => gateway.url, false],
  ])('shows who is alone the link, with %s, until somebody comes', async (_, urlOf, hasCode) => {
    const url = urlOf();
    const context = await browser.createBrowserContext();
    atEnd(() => context.close());
    const page = await context.newPage();
    // Nobody waits 20 s to see what is shown to somebody who does.
    await page.evaluateOnNewDocument(() => {
      const after = window.setTimeout.bind(window);
      Object.assign(window, { setTimeout: (run: () => void, ms?: number) => after(run, ms === 20_000 ? 0 : ms) });
    });
    const room = `alone-${String(hasCode)}`;
    await page.goto(`${url}/?room=${room}`);
    await page.locator('#name').fill('Anna');
    await page.locator('#join').click();
    await page.waitForSelector('.alone-link');

    expect(await textOf(page, '.alone-title')).toBe('Nobody else is here');
    expect(await textOf(page, '.alone-link')).toBe(`${url}/?room=${room}`);
    expect((await page.$('.alone-code')) !== null).toBe(hasCode);

    await join(room, 'Boris');
    await page.waitForSelector('#alone:empty');
  });
});
