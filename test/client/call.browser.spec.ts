/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import type { HandshakeView } from '../../protocol/verdict.js';
import type * as Hopline from '../../client/lib/hopline.js';
import { launchBrowser, person } from '../support/browser.js';
import { getJson, runGateway, until } from '../support/clients.js';
import { fault } from '../support/faults.js';
import { startGateway } from '../support/gateway.js';
import { serveSite } from '../support/sites.js';
import { atEnd } from '../support/teardown.js';

declare global {
  interface Window {
    call: Hopline.Call;
    /** Peers that came and went, and what went wrong, in order. */
    told: string[];
  }
}

const page = (gateway: string) => `<!doctype html><meta charset="utf-8"><title>Call</title>
<script type="module">
  import { connect } from '${gateway}/hopline.js';
  const call = connect({ ackWaitsMs: [300, 600, 1200] });
  window.told = [];
  call.on('peer-added', (peer) => told.push('+' + peer.username));
  call.on('peer-removed', (peer) => told.push('-' + peer.username));
  call.on('problem', (peer, error) => told.push(error.name + ' ' + error.message));
  call.on('rejoined', () => told.push('rejoined'));
  const name = new URLSearchParams(location.search).get('name');
  await call.media.switchOn('audio');
  await call.join('den', name);
  window.call = call;
</script>`;

const handshakes = async (url: string) =>
  (await getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`)).handshakes;
const between = ({ caller, callee }: HandshakeView) => `${caller.username}→${callee.username}`;
const settled = (list: HandshakeView[]) => list.every(({ outcome }) => outcome !== 'pending');

/** Waits until the page is connected to exactly so many, and each connection is at rest. */
async function waitForPeers(from: Page, count: number): Promise<void> {
  await from.waitForFunction(
    (wanted: number) => {
      const peers = [...(window.call?.peers.values() ?? [])];
      const rests = peers.every(
        ({ state, connection }) => state === 'connected' && connection.signalingState === 'stable',
      );
      return peers.length === wanted && rests;
    },
    { polling: 20, timeout: 20_000 },
    count,
  );
}

describe('a call through the library', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(site: string, name: string, from = browser): Promise<Page> {
    const context = await person(from, site);
    atEnd(() => context.close());
    const tab = await context.newPage();
    await tab.goto(`${site}/?name=${name}`);
    await tab.waitForFunction(() => window.call !== undefined);
    return tab;
  }

  async function everybody(url: string, names: readonly string[]): Promise<Page[]> {
    const site = await serveSite(page(url));
    const tabs: Page[] = [];
    for (const name of names) tabs.push(await open(site, name));
    await Promise.all(tabs.map((tab) => waitForPeers(tab, names.length - 1)));
    return tabs;
  }

  it('connects three on a page of another origin, and every handshake is seen to the end', async () => {
    const { url } = await runGateway();
    const tabs = await everybody(url, ['Anna', 'Boris', 'Chen']);

    const polite = await Promise.all(
      tabs.map((tab) =>
        tab.evaluate(() => [...window.call.peers.values()].map((peer) => [peer.username, peer.polite])),
      ),
    );

    expect(polite.map((list) => Object.fromEntries(list))).toEqual([
      { Boris: false, Chen: false },
      { Anna: true, Chen: false },
      { Anna: true, Boris: true },
    ]);
    const list = await until(() => handshakes(url), settled);
    expect(list.map(({ outcome, evidence }) => `${outcome} ${evidence}`)).toEqual(Array(3).fill('connected probe'));
    expect(list.map(between).toSorted()).toEqual(['Boris→Anna', 'Chen→Anna', 'Chen→Boris']);
    expect(await Promise.all(tabs.map((tab) => tab.evaluate(() => window.told)))).toEqual([
      ['+Boris', '+Chen'],
      ['+Anna', '+Chen'],
      ['+Anna', '+Boris'],
    ]);
  });

  it('settles it when both offer at once: the later to join gives way', async () => {
    const { url } = await runGateway({ FAULTS: 'on' });
    const tabs = await everybody(url, ['Anna', 'Boris']);
    await until(() => handshakes(url), settled);
    // On their way for so long that neither offer can be there before the other one is made.
    await fault(url, { fault: 'delay', message: 'offer', ms: 250, times: 2 });
    // As long, so that it does not overtake the offer that its page had made before: messages come in their order.
    await fault(url, { fault: 'delay', message: 'answer', ms: 250, times: 1 });

    await Promise.all(
      tabs.map((tab) =>
        tab.evaluate(() => void [...window.call.peers.values()][0]?.connection.addTransceiver('video')),
      ),
    );

    const list = await until(
      () => handshakes(url),
      (seen) => seen.length > 3 && seen[0]?.outcome === 'connected' && settled(seen),
    );
    // The offer of the one who gives way, made in vain; the other's; and its own once more.
    expect(list.slice(0, 3).map(between).toSorted()).toEqual(['Anna→Boris', 'Boris→Anna', 'Boris→Anna']);
    // The other's may be overtaken by the one that follows, before its path is up.
    expect(list.filter(({ outcome }) => outcome === 'superseded').map(between)).toContain('Boris→Anna');
    expect(list.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    for (const tab of tabs) {
      expect(await tab.evaluate(() => window.told)).toHaveLength(1);
      const lines = await tab.evaluate(() => {
        const [peer] = window.call.peers.values();
        return peer?.connection.getTransceivers().map(({ mid }) => String(mid));
      });
      expect(new Set(lines)).toEqual(new Set(['0', '1', '2', '3']));
    }
  });

  it.each(['drop', 'drop-ack'])('gets through where the network loses things (%s)', async (kind) => {
    const { url } = await runGateway({ FAULTS: 'on' });
    for (const message of ['offer', 'answer', 'ice-candidate']) await fault(url, { fault: kind, message, times: 1 });

    const tabs = await everybody(url, ['Anna', 'Boris']);

    const list = await until(
      () => handshakes(url),
      (seen) => seen.every(({ outcome }) => outcome === 'connected'),
    );
    expect(list.map(between)).toEqual(['Boris→Anna']);
    expect(await Promise.all(tabs.map((tab) => tab.evaluate(() => window.told.length)))).toEqual([1, 1]);
  });

  it('is made anew, once for each pair, when one of three has lost the gateway', async () => {
    const { url } = await runGateway({ FAULTS: 'on' });
    const tabs = await everybody(url, ['Anna', 'Boris', 'Chen']);
    const [, boris] = tabs;
    const before = await until(() => handshakes(url), settled);

    await fault(url, { fault: 'cut', participant: (await boris?.evaluate(() => window.call.signaling.id)) ?? '' });
    await boris?.waitForFunction(() => window.told.includes('rejoined'));
    await Promise.all(tabs.map((tab) => waitForPeers(tab, 2)));

    const list = await until(() => handshakes(url), settled);
    const known = new Set(before.map(({ id }) => id));
    expect(
      list
        .filter(({ id }) => !known.has(id))
        .map(between)
        .toSorted(),
    ).toEqual(['Boris→Anna', 'Boris→Chen']);
    expect(await Promise.all(tabs.map((tab) => tab.evaluate(() => window.told.slice(2))))).toEqual([
      ['-Boris', '+Boris'],
      ['-Anna', '-Chen', '+Anna', '+Chen', 'rejoined'],
      ['-Boris', '+Boris'],
    ]);
  });

  it('is made anew, once for each pair, when the gateway was away', async () => {
    const gone = await startGateway();
    const { port } = new URL(gone.url);
    const tabs = await everybody(gone.url, ['Anna', 'Boris', 'Chen']);

    await gone.close();
    const { url } = await runGateway({ PORT: port });
    await Promise.all(tabs.map((tab) => tab.waitForFunction(() => window.told.includes('rejoined'))));
    await Promise.all(tabs.map((tab) => waitForPeers(tab, 2)));

    const list = await until(() => handshakes(url), settled);
    expect(list.map(({ outcome }) => outcome)).toEqual(Array(3).fill('connected'));
    const pairs = list.map(({ caller, callee }) => [caller.username, callee.username].toSorted().join(' and '));
    expect(pairs.toSorted()).toEqual(['Anna and Boris', 'Anna and Chen', 'Boris and Chen']);
  });

  it('restarts ICE when it has failed, in a handshake that is linked to the one before', async () => {
    const { url } = await runGateway();
    const site = await serveSite(page(url));
    const other = await launchBrowser();
    const group = -(other.process()?.pid ?? Number.NaN);
    atEnd(() => other.close());
    const anna = await open(site, 'Anna');
    const boris = await open(site, 'Boris', other);
    await Promise.all([anna, boris].map((tab) => waitForPeers(tab, 1)));
    const [first] = await until(() => handshakes(url), settled);

    process.kill(group, 'SIGSTOP');
    try {
      await anna.waitForFunction(() => [...window.call.peers.values()][0]?.state === 'failed', { timeout: 60_000 });
      // Only now: a connection that is heard of again may recover by itself.
      await until(
        () => handshakes(url),
        (seen) => seen.length > 1,
      );
    } finally {
      process.kill(group, 'SIGCONT');
    }

    await Promise.all([anna, boris].map((tab) => waitForPeers(tab, 1)));
    const list = await until(
      () => handshakes(url),
      // What was lost may be told of the first; and where both restarted at once, one of the two gave way.
      (seen) => seen.some(({ id, outcome }) => outcome === 'connected' && id !== first?.id) && settled(seen),
    );
    const links = new Set(list.map(({ id }) => id));
    expect(links.size).toBeGreaterThan(1);
    const unlinked = list.filter(({ previous }) => previous === undefined || !links.has(previous));
    expect(unlinked.map(({ id }) => id)).toEqual([first?.id]);
    expect(await Promise.all([anna, boris].map((tab) => tab.evaluate(() => window.told)))).toEqual([
      ['+Boris'],
      ['+Anna'],
    ]);
  }, 120_000);

  it('works as the documentation shows it', async () => {
    const text = await readFile('docs/client.md', 'utf8');
    const [, example] = /<!-- example -->\s+```html\n([^]*?)```/.exec(text) ?? [];
    const { url } = await runGateway();
    const site = await serveSite((example ?? '').replace('https://your-gateway', url));
    const tabs: Page[] = [];
    for (let count = 0; count < 2; count++) {
      const context = await person(browser, site);
      atEnd(() => context.close());
      const tab = await context.newPage();
      await tab.goto(`${site}/?room=docs`);
      tabs.push(tab);
    }
    await Promise.all(
      tabs.map((tab) => tab.waitForFunction(() => document.querySelector('li')?.textContent === 'Anna: connected')),
    );
    const list = await until(() => handshakes(url), settled);
    expect(list.map(({ outcome }) => outcome)).toEqual(['connected']);
  });
});
