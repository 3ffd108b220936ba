/// <reference lib="dom" />
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { callFileSchema, type CallFile } from '../../protocol/call-file.js';
import { joinAs, launchBrowser, person, textOf } from '../support/browser.js';
import { runGateway } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';

describe('a call that is saved as a file', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    [browser, folder] = await Promise.all([launchBrowser(), mkdtemp(path.join(tmpdir(), 'hopline-file-'))]);
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  /** Anna's page, connected with Boris, and what its "Download call" saves. */
  async function saved(url: string): Promise<{ page: Page; text: string; file: CallFile }> {
    const [mine, theirs] = [await person(browser, url), await person(browser, url)];
    atEnd(() => Promise.all([mine.close(), theirs.close()]));
    const page = await joinAs(mine, url, 'saved', 'Anna');
    await joinAs(theirs, url, 'saved', 'Boris');
    await page.waitForSelector('[data-peer] .ladder[data-outcome="connected"]');
    const own = await mkdtemp(path.join(folder, 'call-'));
    const session = await browser.target().createCDPSession();
    await session.send('Browser.setDownloadBehavior', {
      behavior: 'allow',
      downloadPath: own,
      browserContextId: mine.id ?? '',
      eventsEnabled: true,
    });
    // The file has its name before it has its content.
    const complete = new Promise<void>((resolve) =>
      session.on('Browser.downloadProgress', ({ state }) => state === 'completed' && resolve()),
    );
    await page.$eval('.tile-download', (button) => (button as HTMLElement).click());
    await complete;
    const [name = ''] = await readdir(own);
    expect(name).toMatch(/^hopline-call-\d{4}-\d\d-\d\dT\d{6}\.json$/);
    const text = await readFile(path.join(own, name), 'utf8');
    return { page, text, file: callFileSchema.parse(JSON.parse(text)) };
  }

  it('has the handshakes with their hops, the checks and the figures, and nothing secret', async () => {
    const { url } = await runGateway();
    const { page, text, file } = await saved(url);
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };

    expect(file).toMatchObject({ format: 'hopline-call', version: 1, hopline: version, figures: { path: 'direct' } });
    expect(file.browser).toMatch(/^Chrome \d+, Linux$/);
    expect(file.checks.map(({ check }) => check)).toContain('microphone');
    const [newest] = file.handshakes;
    expect(newest).toMatchObject({ outcome: 'connected', you: 'callee', room: 'saved' });
    expect(newest?.timeline?.length).toBeGreaterThan(10);
    const secrets = await secretsOf(page);
    expect(secrets.length).toBeGreaterThan(6);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('has what the page was told where the API is closed to it', async () => {
    const { url } = await runGateway({ ADMIN_TOKEN: 'an-admin-token-of-the-tests' });
    const { file } = await saved(url);
    expect(file.handshakes[0]).toMatchObject({ outcome: 'connected', you: 'callee' });
    expect(file.handshakes[0]).not.toHaveProperty('timeline');
  });

  it('is opened by the console, where it is dropped and where it is chosen', async () => {
    const { url } = await runGateway();
    const { file } = await saved(url);
    const place = path.join(folder, 'a-call.json');
    await writeFile(place, JSON.stringify(file));
    // Another gateway, which knows nothing of the call.
    const other = await runGateway();
    const page = await (await person(browser, other.url)).newPage();
    await page.goto(`${other.url}/console/`);
    await page.waitForSelector('#connection[data-state="live"]');

    const input = (await page.waitForSelector('input[type="file"]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(place);
    await page.waitForSelector('dialog.call-file svg');
    expect(await textOf(page, 'dialog.call-file summary')).toBe(`Boris → Anna, ${file.handshakes[0]?.id}`);
    expect(await textOf(page, 'dialog.call-file .sentence')).toBe(file.handshakes[0]?.sentence);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.call-file', { hidden: true });

    await drop(page, '{"format": "hopline-call", "version": 99}');
    expect(await textOf(page, 'dialog.call-file')).toContain('This is not a call file of this version');
    await page.keyboard.press('Escape');
    await drop(page, JSON.stringify(file));
    expect(await page.$('dialog.call-file svg')).not.toBeNull();
  });
});

/** Drops a file on a page, and waits for what it shows. */
async function drop(page: Page, content: string): Promise<void> {
  await page.evaluate((text: string) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'call.json', { type: 'application/json' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, content);
  await page.waitForSelector('dialog.call-file[open]');
}

/** What must not leave the page: of the descriptions, the candidates and the addresses. */
function secretsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const [connection] = [...window.hoplineCall.peers().values()];
    const sdp = [connection?.localDescription?.sdp, connection?.remoteDescription?.sdp].join('\n');
    return [
      ...[...sdp.matchAll(/^a=(?:ice-ufrag|ice-pwd|fingerprint):(?:sha-256 )?(\S+)/gm)].map(([, value = '']) => value),
      ...[...sdp.matchAll(/^a=candidate:\S+ \d \S+ \d+ (\S+) (\d+)/gm)].map(
        ([, address = '', port = '']) => `${address} ${port}`,
      ),
      'v=0',
      'a=candidate',
    ];
  });
}
