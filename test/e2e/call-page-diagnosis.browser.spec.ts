/// <reference lib="dom" />
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { stages } from '../../protocol/stages.js';
import { joinAs, launchBrowser, person, textOf } from '../support/browser.js';
import { networkAddress, waitForFinding } from '../support/checks.js';
import { startGateway } from '../support/gateway.js';
import { startTurnServer, type TurnServer } from '../support/turn-server.js';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

const ip = networkAddress();
const secret = 'a-planted-shared-secret';

describe('the diagnosis that is copied', () => {
  let browser: Browser;
  let gateway: Gateway;
  let turn: TurnServer;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    [browser, turn] = await Promise.all([launchBrowser(), startTurnServer({ ip, secret })]);
    gateway = await startGateway({ TURN_URLS: turn.urls.udp, TURN_SECRET: secret, FAULTS: 'on', WAIT_SILENCE: '500' });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await fetch(`${gateway.url}/api/faults`, { method: 'DELETE' });
  });
  afterAll(async () => {
    await Promise.all([browser.close(), gateway.close(), turn.close()]);
  });

  async function someone(clipboard: 'granted' | 'denied' = 'granted'): Promise<BrowserContext> {
    const context = await person(browser, gateway.url);
    contexts.push(context);
    const { origin } = new URL(gateway.url);
    for (const name of ['clipboard-read', 'clipboard-write'] as const)
      await context.setPermission(origin, { permission: { name }, state: clipboard });
    return context;
  }
  async function connected(room: string, outcome: string): Promise<Page> {
    const anna = await joinAs(await someone(), gateway.url, room, 'Anna');
    await joinAs(await someone(), gateway.url, room, 'Boris');
    await anna.waitForSelector(`[data-peer] .ladder[data-outcome="${outcome}"]`);
    return anna;
  }

  it('holds the verdict, every rung, the candidates of both, the browser, the checks and the ids; nothing secret', async () => {
    const anna = await connected('whole', 'connected');
    // On a busy machine a pong is later than what follows from it.
    await anna.waitForFunction(
      () => document.querySelector('[data-peer] .rung:not([hidden], [data-status="reached"])') === null,
    );

    const text = await copied(anna, '.tile-copy');

    const { id, traceId } = await anna.evaluate(async () => {
      const { handshakes } = (await (await fetch('/api/handshakes')).json()) as {
        handshakes: { id: string; traceId: string }[];
      };
      return handshakes[0] as { id: string; traceId: string };
    });
    expect(text.split('\n').slice(0, 5)).toEqual([
      'Hopline · connected · known by: browser',
      expect.stringMatching(/^Boris and Anna are connected/),
      expect.stringMatching(/^What to do: /),
      expect.stringMatching(/^Boris → Anna \(you\), \d{4}-\d\d-\d\dT/),
      `In the console: ${gateway.url}/console/handshakes/${id}`,
    ]);
    const rungs = text.split('\n').filter((line) => /^ ?\d+\. /.test(line));
    expect(rungs).toHaveLength(stages.length);
    for (const rung of rungs) expect(rung).toMatch(/: reached · \+\d+ ms · (browser|gateway|ping|page)$/);
    expect(text).toMatch(/^Boris: host [1-9]\d*, srflx \d+, prflx \d+, relay \d+$/m);
    expect(text).toMatch(/^Anna: host [1-9]\d*, srflx \d+, prflx \d+, relay \d+$/m);
    expect(text).toMatch(/^Browser: Chrome \d+, Linux$/m);
    expect(text).toMatch(/^Server: (reached in \d+ ms|not finished)$/m);
    expect(text).toContain(`Handshake: ${id}\nTrace: ${traceId}`);
    const secrets = await secretsOf(anna);
    expect(secrets.length).toBeGreaterThan(12);
    expect(secrets.filter((planted) => text.includes(planted))).toEqual([]);
  });

  it('says of a call that failed why, whose it is and what to do', async () => {
    await fetch(`${gateway.url}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'drop', message: 'answer', room: 'lost', times: 100 }),
    });
    const anna = await connected('lost', 'failed');

    const text = await copied(anna, '.tile-copy');

    expect(text).toMatch(/^What to do: A message from your page was lost /m);
    expect(text).toMatch(/^Hopline · failed · message-lost · whose side: the callee's network · known by: /m);
    expect(text).toMatch(/^ 8\. answer received: missing$/m);
  });

  it('is there before a call, with what the checks have found', async () => {
    const page = await (await someone()).newPage();
    await page.goto(gateway.url);
    await waitForFinding(page, 'turn', 'relays');
    await waitForFinding(page, 'microphone', 'heard');

    const text = await copied(page, '#copy-checks');

    expect(text).toContain(
      'Microphone and server work: you can join.\nMicrophone: hears you\nCamera: switched off\nServer: reached in',
    );
    expect(text).toContain('Relay (TURN): ready');
    expect(await textOf(page, '#status')).toMatch(/^The diagnosis is copied/);
    expect(text).not.toContain(ip);
  });

  it('speaks Russian where the browser does', async () => {
    const page = await (await someone()).newPage();
    await page.evaluateOnNewDocument(() => {
      Object.defineProperty(navigator, 'languages', { get: () => ['ru-RU', 'en'] });
    });
    await page.goto(gateway.url);
    await waitForFinding(page, 'turn', 'relays');

    expect(await copied(page, '#copy-checks', 'скопирована')).toMatch(
      /^Hopline · диагностика звонка\nПроверки перед звонком:\n[^]*^Ретранслятор \(TURN\): готов\n/m,
    );
  });

  it('is shown to be copied by hand where the clipboard is denied', async () => {
    const page = await (await someone('denied')).newPage();
    await page.goto(gateway.url);
    await waitForFinding(page, 'turn', 'relays');
    await page.locator('#copy-checks').click();
    await page.waitForSelector('dialog[open]');

    const selected = await page.evaluate(() => {
      const area = document.activeElement as HTMLTextAreaElement;
      return area.value.slice(area.selectionStart, area.selectionEnd);
    });
    expect(selected).toMatch(/^Hopline · diagnosis of a call\n/);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { hidden: true });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('copy-checks');
  });
});

async function copied(page: Page, button: string, said = 'copied'): Promise<string> {
  await page.bringToFront();
  await page.locator(button).click();
  await page.waitForFunction((word) => document.querySelector('#status')?.textContent.includes(word), {}, said);
  return page.evaluate(() => navigator.clipboard.readText());
}

/** What must not leave the page: of the descriptions, the candidates, the TURN credentials and the addresses. */
async function secretsOf(page: Page): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const [connection] = [...window.hoplineCall.peers().values()];
    const sdp = [connection?.localDescription?.sdp, connection?.remoteDescription?.sdp].join('\n');
    const credentials = connection
      ?.getConfiguration()
      .iceServers?.flatMap(({ urls, username = '', credential = '' }) => [...[urls].flat(), username, credential]);
    return [
      ...(credentials ?? []),
      ...[...sdp.matchAll(/^a=(?:ice-ufrag|ice-pwd|fingerprint):(?:sha-256 )?(\S+)/gm)].map(([, value = '']) => value),
      ...[...sdp.matchAll(/^o=- (\d+)/gm)].map(([, value = '']) => value),
      ...[...sdp.matchAll(/^a=candidate:\S+ \d \S+ \d+ (\S+) (\d+)/gm)].flatMap(([, address = '', port = '']) => [
        address,
        `${address}:${port}`,
      ]),
    ];
  });
  return [...new Set([...found, secret, ip, 'v=0', 'a=candidate'])];
}
