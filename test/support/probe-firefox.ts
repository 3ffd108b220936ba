import type { Browser } from 'puppeteer-core';
import { startFirefox } from './firefox.js';
import { atEnd } from './teardown.js';

/** Firefox, closed when the test is over. */
export async function launchFirefox(): Promise<Browser> {
  const browser = await launchFirefoxFor();
  atEnd(() => browser.close());
  return browser;
}

/** The same, for the one that closes it: a test file needs one. */
export function launchFirefoxFor(): Promise<Browser> {
  return startFirefox({
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
  });
}
