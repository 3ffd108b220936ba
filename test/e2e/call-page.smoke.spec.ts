import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { joinAs, launchBrowser, person, textOf, waitForMedia } from '../support/browser.js';
import { startGateway } from '../support/gateway.js';

let browser: Browser;
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  [browser, gateway] = await Promise.all([launchBrowser(), startGateway()]);
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

const join = async (name: string) => joinAs(await person(browser, gateway.url), gateway.url, 'two', name);

it('lets two people in a room hear each other', async () => {
  const anna = await join('Anna');
  const boris = await join('Boris');

  const [ofAnna, ofBoris] = await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);

  expect(ofAnna).not.toEqual(ofBoris);
  const tile = `[data-peer="${ofAnna[0]}"][data-state="connected"]`;
  expect(await textOf(anna, `${tile} .tile-name`)).toBe('Boris');
  await anna.waitForSelector(`${tile}[data-tone="well"] .ladder[data-outcome="connected"]`);
  expect(await textOf(anna, `${tile} .tile-state`)).toBe('You and Boris are connected; sound arrives both ways.');
});
