import { expect, it } from '@jest/globals';
import { fuzz } from './fuzz/fuzz.js';
import { metric, runGateway } from './support/clients.js';

it('stands 5,000 hostile messages, and those who call meanwhile are none the worse', async () => {
  const { url } = await runGateway({ LIMITS: 'off' });

  const { sent, ended, calls } = await fuzz({ url, messages: 5000, seed: 7 });

  expect(sent).toBeGreaterThanOrEqual(5000);
  expect(ended).toBeGreaterThan(10);
  expect(calls).toBeGreaterThan(0);
  const page = await (await fetch(`${url}/metrics`)).text();
  expect(page).not.toMatch(/^hopline_watcher_failures_total\{/m);
  expect(page).not.toMatch(/^hopline_hops_total\{[^}]*result="failed"[^}]*\} [1-9]/m);
  expect(await metric(url, 'hopline_rejections_total{reason="malformed"}')).toBeGreaterThan(500);
  expect(await metric(url, 'hopline_rejections_total{reason="unknown-event"}')).toBeGreaterThan(100);
}, 60_000);
