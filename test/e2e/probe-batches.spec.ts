import { describe, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import type { HandshakeView } from '../../protocol/verdict.js';
import { joinAs, launchBrowser, person, waitForMedia } from '../support/browser.js';
import { getJson, runGateway, until } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';

describe('the probes of a call that goes well', () => {
  it('send six batches at most, both together, until its verdict', async () => {
    const { url } = await runGateway();
    const browser = await launchBrowser();
    atEnd(() => browser.close());
    const batches: string[] = [];
    const join = async (name: string): Promise<Page> => {
      const context = await person(browser, url);
      context.on('targetcreated', (target) => {
        void target.page().then((page) =>
          page?.on('request', (request) => {
            if (request.method() === 'POST' && request.url().includes('/reports'))
              batches.push(
                `${name} ${
                  request
                    .postData()
                    ?.match(/"step":"[\w-]+/g)
                    ?.join(' ') ?? ''
                }`,
              );
          }),
        );
      });
      return joinAs(context, url, 'two', name);
    };
    const pages = [await join('Anna'), await join('Boris')];
    await Promise.all(pages.map((page) => waitForMedia(page, 1)));

    await until(
      () => getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`),
      ({ handshakes }) => handshakes.some(({ outcome }) => outcome === 'connected'),
    );

    expect({ batches, few: batches.length >= 2 && batches.length <= 6 }).toEqual({ batches, few: true });
  });
});
