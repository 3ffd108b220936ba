import type { Browser } from 'puppeteer-core';
import { startFirefox } from './firefox.js';
import { atEnd } from './teardown.js';

/** Firefox, closed when the test is over. */
export async function launchFirefox(): Promise<Browser> {
  const browser = await startFirefox({
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
  });
  atEnd(() => browser.close());
  return browser;
}
