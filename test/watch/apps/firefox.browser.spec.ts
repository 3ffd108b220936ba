import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { firefox, startFirefox } from '../../support/firefox.js';
import { plainSockets } from './other-servers.js';
import { envelope } from './people.js';
import { goodOutcome, outcomesOf, ways } from './run-app.js';

const hasFirefox = (() => {
  try {
    return firefox() !== '';
  } catch {
    return false;
  }
})();

(hasFirefox ? describe : describe.skip)(`in Firefox${hasFirefox ? '' : ', which is not installed here'},`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startFirefox();
  });
  afterAll(() => browser.close());

  describe.each(Object.entries({ envelope, plainSockets }))('an app with %s', (_, app) => {
    it.each(ways)('that is well: %s', async (way) => {
      expect(await outcomesOf(browser, app, way)).toEqual([goodOutcome(way)]);
    });
  });
});
