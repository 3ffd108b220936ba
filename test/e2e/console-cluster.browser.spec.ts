/// <reference lib="dom" />
import { expect, it } from '@jest/globals';
import { launchBrowser } from '../support/browser.js';
import { call, pairIn } from '../support/clients.js';
import { runAcquainted, silentInstance } from '../support/everywhere.js';
import { atEnd } from '../support/teardown.js';

it('shows the calls and refusals of all instances, and says in one line when one of them does not answer', async () => {
  const { urls, redis } = await runAcquainted(2, { INSTANCE_LEASE: '20000' });
  const [one = '', other = ''] = urls;
  const browser = await launchBrowser();
  atEnd(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  const said = () => page.$eval('#silent', (line) => line.textContent);

  await page.goto(`${one}/console/`);
  await page.waitForSelector('#connection[data-state="live"]');
  const [anna, boris] = await pairIn(other, 'den');
  await call(anna, boris);
  await page.waitForSelector('.row[data-outcome="signaled"]');
  expect(await said()).toBe('');
  await anna.ask('callUser', 'sdp');
  await page.waitForFunction(() => document.querySelector('#refusals tbody')?.textContent.includes('callUser'));

  const silent = await silentInstance(redis);

  await page.waitForFunction(() => document.querySelector('#silent')?.textContent !== '');
  expect(await said()).toBe(`One instance of the gateway does not answer: ${silent}. What is kept there is not shown.`);
  expect(await page.$$('.rows .row')).toHaveLength(1);
});
