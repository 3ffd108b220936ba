/// <reference lib="dom" />
import type { HTTPRequest, Page } from 'puppeteer-core';
import { setTimeout as passed } from 'node:timers/promises';
import { joinAs, launchBrowser, person, waitForMedia } from '../../test/support/browser.js';
import { start } from './connect.js';
import { gateway } from './servers.js';

/** Behind the first packets: long enough for the last batch of a call that stands. */
const settledMs = 3000;

/**
 * Batches that the two probes of a call send: two call pages of the gateway's own in Chromium, from the moment at which
 * the second joins until both have sound and are quiet. Once for each call; nothing where there is no browser.
 */
export async function countBatches(sink: string, calls: number, say: (line: string) => void): Promise<number[]> {
  const browser = await launchBrowser().catch((error: Error) => error);
  if (browser instanceof Error) {
    say(`batches  not measured: ${browser.message}`);
    return [];
  }
  const server = await start(gateway, sink);
  const url = `http://localhost:${server.port}`;
  try {
    const found: number[] = [];
    for (let call = 0; call < calls; call++) {
      const contexts = [await person(browser, url), await person(browser, url)] as const;
      let batches = 0;
      const count = (request: HTTPRequest) => {
        if (request.method() === 'POST' && new URL(request.url()).pathname === '/reports') batches++;
      };
      for (const context of contexts) {
        context.on('targetcreated', (target) => {
          void target.page().then((page) => page?.on('request', count));
        });
      }
      const pages: Page[] = [];
      for (const [index, context] of contexts.entries()) {
        pages.push(await joinAs(context, url, `call ${call}`, `person ${index}`));
        // What the first says before there is anybody to call is not of the handshake.
        if (index === 0) await passed(500).then(() => (batches = 0));
      }
      await Promise.all(pages.map((page) => waitForMedia(page, 1)));
      await passed(settledMs);
      found.push(batches);
      for (const context of contexts) await context.close();
    }
    return found;
  } finally {
    await browser.close();
    await server.stop();
  }
}
