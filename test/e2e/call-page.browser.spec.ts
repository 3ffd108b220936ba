import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { joinAs, launchBrowser, person, pressJoin, textOf, waitForMedia } from '../support/browser.js';
import { startGateway } from '../support/gateway.js';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

describe('the call page', () => {
  let browser: Browser;
  let gateway: Gateway;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ ROOM_CAPACITY: '3' })]);
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  async function someone(devices: 'granted' | 'denied' = 'granted'): Promise<BrowserContext> {
    const context = await person(browser, gateway.url, devices);
    contexts.push(context);
    return context;
  }
  async function join(room: string, name: string, devices: 'granted' | 'denied' = 'granted'): Promise<Page> {
    return joinAs(await someone(devices), gateway.url, room, name);
  }

  it('connects everybody with everybody', async () => {
    const pages = [await join('three', 'Anna'), await join('three', 'Boris'), await join('three', 'Chen')];

    const peers = await Promise.all(pages.map((page) => waitForMedia(page, 2)));

    expect(new Set(peers.flat()).size).toBe(3);
  });

  it('connects three people who all join at the same time', async () => {
    const people = await Promise.all([someone(), someone(), someone()]);

    const pages = await Promise.all(people.map((context, i) => joinAs(context, gateway.url, 'rush', `Person ${i}`)));

    await Promise.all(pages.map((page) => waitForMedia(page, 2)));
  });

  it('comes back by itself after a reload', async () => {
    const anna = await join('reload', 'Anna');
    const boris = await join('reload', 'Boris');
    const [before] = await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);

    await boris.reload();
    await anna.waitForFunction((id: string) => !window.hoplineCall.peers().has(id), {}, before[0] ?? '');

    const [after] = await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);
    expect(after).not.toEqual(before);
  });

  it('says that the microphone is refused, and lets one listen all the same', async () => {
    const anna = await join('listen', 'Anna');
    const boris = await join('listen', 'Boris', 'denied');

    await waitForMedia(boris, 1);

    expect(await textOf(boris, '#problems')).toBe(
      'Your browser blocks the microphone. Allow it in the address bar. You can still listen.',
    );
    expect(await boris.$eval('#mic', (button) => button.getAttribute('aria-checked'))).toBe('false');
    expect(await anna.evaluate(() => window.hoplineCall.peers().size)).toBe(1);
  });

  it('connects two people of whom neither has a microphone', async () => {
    const anna = await join('silent', 'Anna', 'denied');
    const boris = await join('silent', 'Boris', 'denied');

    await Promise.all([anna, boris].map((page) => page.waitForSelector('[data-peer][data-state="connected"]')));
  });

  it('says that the room is full', async () => {
    for (const name of ['Anna', 'Boris', 'Chen']) await join('full', name);

    const late = await pressJoin(await someone(), gateway.url, 'full', 'Dora');
    await late.waitForSelector('#problems p');

    expect(await textOf(late, '#problems')).toMatch(/^The server refused: The room is full\./);
    expect(await late.$('body[data-phase="lobby"]')).not.toBeNull();
  });

  it('sends the picture of a camera that is switched on in the call, and stops when it is switched off', async () => {
    const anna = await join('camera', 'Anna');
    const boris = await join('camera', 'Boris');
    await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);

    await anna.locator('#camera').click();
    await waitForMedia(boris, 1, 'video');
    await boris.waitForSelector('[data-peer].has-picture');

    await anna.locator('#camera').click();
    await boris.waitForSelector('[data-peer]:not(.has-picture)');

    await anna.locator('#camera').click();
    await boris.waitForSelector('[data-peer].has-picture');
    // One m-line for sound and one for pictures, however often the camera goes on and off.
    expect(await boris.evaluate(() => [...window.hoplineCall.peers().values()][0]?.getTransceivers().length)).toBe(2);
  });

  it('settles it when both switch their cameras on in the same moment', async () => {
    const anna = await join('glare', 'Anna');
    const boris = await join('glare', 'Boris');
    await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);

    await Promise.all([anna, boris].map((page) => page.$eval('#camera', (button) => (button as HTMLElement).click())));

    await Promise.all([waitForMedia(anna, 1, 'video'), waitForMedia(boris, 1, 'video')]);
  });

  it('leaves, and says so to the other side', async () => {
    const anna = await join('leave', 'Anna');
    const boris = await join('leave', 'Boris');
    await waitForMedia(anna, 1);

    await boris.locator('#leave').click();

    await anna.waitForFunction(() => window.hoplineCall.peers().size === 0);
    expect(await textOf(anna, '#status')).toBe('Boris has left the room.');
    await boris.reload();
    expect(await boris.$('body[data-phase="lobby"]')).not.toBeNull();
  });

  it('reconnects when the gateway was away, and calls everybody anew', async () => {
    const own = await startGateway();
    const { port } = new URL(own.url);
    const [anna, boris] = await Promise.all(
      ['Anna', 'Boris'].map(async (name) => {
        const context = await person(browser, own.url);
        contexts.push(context);
        return joinAs(context, own.url, 'away', name);
      }),
    );
    if (!anna || !boris) throw new Error('two people were to join');
    const [before] = await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);

    await own.close();
    await anna.waitForSelector('[data-problem="gateway"]');
    expect(await textOf(anna, '#problems')).toMatch(/^Connection to the server lost\. Your calls go on/);
    const again = await startGateway({ PORT: port });

    await Promise.all([anna, boris].map((page) => page.waitForSelector('#problems:empty')));
    const [after] = await Promise.all([waitForMedia(anna, 1), waitForMedia(boris, 1)]);
    expect(after).not.toEqual(before);
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await again.close();
  });
});
