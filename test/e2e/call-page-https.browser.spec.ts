/// <reference lib="dom" />
import { launch } from 'puppeteer-core';
import { expect, it } from '@jest/globals';
import { joinAs, person, programOf, waitForMedia } from '../support/browser.js';
import { startGateway } from '../support/gateway.js';
import { atEnd } from '../support/teardown.js';

it('holds a call over HTTPS with the certificate of this machine', async () => {
  const gateway = await startGateway({ HTTPS: 'local' });
  atEnd(() => gateway.close());
  expect(gateway.url).toMatch(/^https:\/\/localhost:\d+$/);
  const browser = await launch({
    executablePath: programOf('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'),
    acceptInsecureCerts: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-device-for-media-stream',
      '--allow-loopback-in-peer-connection',
    ],
  });
  atEnd(() => browser.close());

  const anna = await joinAs(await person(browser, gateway.url), gateway.url, 'phone', 'Anna');
  const boris = await joinAs(await person(browser, gateway.url), gateway.url, 'phone', 'Boris');

  await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);
  expect(await anna.evaluate(() => window.isSecureContext)).toBe(true);
  await anna.waitForSelector('[data-peer] .ladder[data-outcome="connected"]');
}, 60_000);
