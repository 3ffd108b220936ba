/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { describeSdp } from '../../protocol/facts.js';
import { until } from '../support/clients.js';
import { launchBrowser, person } from '../support/browser.js';
import { callItself, labPage } from '../support/probe-page.js';
import { rungs, runIntake, runSite, type ProbeIntake } from '../support/probe-intake.js';
import { ownAddress } from '../support/address.js';
import { runRefusingTurn } from '../support/probe-turn.js';
import { atEnd } from '../support/teardown.js';

/** The offer or answer of a page that calls another one, with its candidates. */
const descriptionOf = (page: Page) =>
  page.evaluate(async () => {
    const pc = window.lab.a;
    await pc.setLocalDescription();
    while (pc.iceGatheringState !== 'complete') await window.lab.wait(20);
    return pc.localDescription?.toJSON() as RTCSessionDescriptionInit;
  });
const take = (page: Page, given: RTCSessionDescriptionInit) =>
  page.evaluate((one: RTCSessionDescriptionInit) => window.lab.a.setRemoteDescription(one), given);

describe('the probe', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(html: string, devices: 'granted' | 'denied' = 'granted'): Promise<Page> {
    const site = await runSite(html);
    const context = await person(browser, site, devices);
    atEnd(() => context.close());
    const page = await context.newPage();
    await page.goto(site);
    return page;
  }
  async function lab(attributes = '', devices: 'granted' | 'denied' = 'granted'): Promise<[Page, ProbeIntake]> {
    const intake = await runIntake();
    return [await open(labPage(intake.url, attributes), devices), intake];
  }
  it('is one small file', () => {
    expect(gzipSync(readFileSync('dist/client/probe.js')).length).toBeLessThan(6350);
  });

  it('reports every rung of a call, once, with the descriptions it belongs to', async () => {
    const [page, intake] = await lab();
    await page.evaluate(callItself);
    await intake.waitFor(...rungs(1, 2));

    expect(intake.steps.toSorted()).toEqual(rungs(1, 2).toSorted());
    const [local, remote] = (
      await page.evaluate(() => [window.lab.a.localDescription?.sdp ?? '', window.lab.b.localDescription?.sdp ?? ''])
    ).map((sdp) => {
      const { session, version, ufrag } = describeSdp(sdp, 0);
      return { session, version, ufrag };
    });
    expect(intake.find('offer-created', 1)).toMatchObject({ local });
    expect(intake.find('offer-created', 1).remote).toBeUndefined();
    expect(intake.find('offer-applied', 2)).toMatchObject({ remote: local });
    for (const step of ['answer-applied', 'ice-connected', 'dtls-connected', 'media-flowing'])
      expect(intake.find(step, 1)).toMatchObject({ local, remote });
    for (const step of ['answer-created', 'ice-connected', 'media-flowing'])
      expect(intake.find(step, 2)).toMatchObject({ local: remote, remote: local });
    expect(intake.find('probe-started', 1)).toMatchObject({ ice: { relayOnly: false, turn: false }, local });
    expect(intake.find('candidates-gathered', 1).candidates?.host).toBeGreaterThan(0);
    expect(intake.otherMethods).toEqual([]);
    expect([...intake.contentTypes]).toEqual(['text/plain;charset=UTF-8']);
  });

  it('reports a page whose RTCPeerConnection was taken over before, as extensions do', async () => {
    const intake = await runIntake();
    const over = '<script>window.RTCPeerConnection = class extends RTCPeerConnection {};</script>';
    const page = await open(over + labPage(intake.url));
    await page.evaluate(callItself);
    await intake.waitFor(...rungs(1, 2));
  });

  it('says when it is asked that the user is being asked, however short that is so far', async () => {
    const intake = await runIntake();
    const neverLong = `<script>
      const { setTimeout } = window;
      window.setTimeout = (then, ms) => (ms === 1000 ? 0 : setTimeout(then, ms));
      MediaDevices.prototype.getUserMedia = () => new Promise(() => {});
    </script>`;
    const page = await open(neverLong + labPage(intake.url));
    await page.evaluate(() => {
      void navigator.mediaDevices.getUserMedia({ audio: true });
      const signaling = new WebSocket(`${location.origin.replace('http', 'ws')}/?EIO=4`);
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as the Socket.IO client does
      signaling.onmessage = () => undefined;
      signaling.dispatchEvent(new MessageEvent('message', { data: '42["report-wanted"]' }));
    });
    await intake.waitFor('#- media-requested reached');
  });

  it('reports under the room of the page’s connection, where its URL names one', async () => {
    const [page, intake] = await lab();
    const report = (query: string, session: string) =>
      page.evaluate(
        (asked, opened) => {
          const signaling = new WebSocket(`${location.origin.replace('http', 'ws')}/socket.io/?${asked}`);
          // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as the Socket.IO client does
          signaling.onmessage = () => undefined;
          signaling.dispatchEvent(new MessageEvent('message', { data: `0{"sid":"${opened}"}` }));
        },
        query,
        session,
      );
    const addresses = async () => [...intake.addresses];

    await report('room=Anna%20%26%20Boris&EIO=4&transport=websocket', 'one');
    await until(addresses, ({ length }) => length === 1);
    await report('EIO=4&transport=websocket', 'two');

    expect(await until(addresses, ({ length }) => length === 2)).toEqual([
      '/reports?room=Anna%20%26%20Boris',
      '/reports',
    ]);
  });

  it('tells the gateway what to add to the page’s clock, and batches', async () => {
    const [page, intake] = await lab();
    intake.aheadMs = 60_000;
    await page.evaluate(callItself);
    await intake.waitFor(...rungs(1, 2));

    expect(intake.batches[0]?.reports).toEqual([]);
    const { clock } = intake.batches.at(-1) ?? {};
    expect(Math.abs((clock?.offsetMs ?? 0) - 60_000)).toBeLessThanOrEqual((clock?.uncertaintyMs ?? 0) + 2);
    expect(clock?.uncertaintyMs).toBeLessThan(100);
    expect(intake.batches.length).toBeLessThanOrEqual(3);
  });

  it('hears of a renegotiation, an ICE restart and a data channel alike', async () => {
    const [page, intake] = await lab();
    await page.evaluate(async () => {
      window.lab.pair();
      window.lab.a.createDataChannel('chat');
      await window.lab.negotiate();
    });
    await intake.waitFor('#1 media-flowing reached', '#2 media-flowing reached');
    const first = intake.find('media-flowing', 1);
    intake.batches.length = 0;
    await page.evaluate(async () => {
      window.lab.b.addTrack(window.lab.tone());
      window.lab.a.restartIce();
      await window.lab.negotiate();
    });
    await intake.waitFor('#1 ice-connected reached', '#2 dtls-connected reached', '#1 media-flowing reached');
    expect(intake.find('media-flowing', 1).local?.session).toBe(first.local?.session);
    expect(intake.find('media-flowing', 1).local?.version).not.toBe(first.local?.version);
    expect(intake.find('ice-connected', 1).local?.ufrag).not.toBe(first.local?.ufrag);
  });

  it('names what a browser refuses: wrong states, early candidates, bad descriptions', async () => {
    const [page, intake] = await lab();
    const names = await page.evaluate(async () => {
      const { lab: here } = window;
      here.pair();
      here.a.createDataChannel('x');
      const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag abcd', sdpMid: '0' };
      const early = await here.fails(here.b.addIceCandidate(candidate));
      await here.fails(here.b.addIceCandidate(candidate));
      await here.negotiate();
      const late = await here.fails(here.a.setRemoteDescription(here.b.localDescription as RTCSessionDescription));
      const c = new RTCPeerConnection();
      const broken = await here.fails(c.setRemoteDescription({ type: 'offer', sdp: 'v=0 nonsense' }));
      const unasked = await here.fails(c.createAnswer());
      return { early, late, broken, unasked };
    });
    // Numbered as they are first used.
    await intake.waitFor(
      '#1 candidate-applied InvalidStateError stable',
      '#2 answer-applied InvalidStateError stable',
      `#3 offer-applied ${names.broken} stable`,
      '#3 answer-created InvalidStateError stable',
    );
    expect(names).toMatchObject({
      early: 'InvalidStateError',
      late: 'InvalidStateError',
      unasked: 'InvalidStateError',
    });
    expect(intake.steps.filter((step) => step === '#1 candidate-applied InvalidStateError stable')).toHaveLength(1);
    expect(intake.find('candidate-applied', 1).remote).toEqual({ ufrag: describeSdp('a=ice-ufrag:abcd', 0).ufrag });
  });

  it('names why there is no microphone, and only that', async () => {
    const [page, intake] = await lab('', 'denied');
    const name = await page.evaluate(() => window.lab.fails(navigator.mediaDevices.getUserMedia({ audio: true })));
    expect(name).toBe('NotAllowedError');
    await intake.waitFor('#- media-captured NotAllowedError');
  });

  it('tells a side that sends nothing from a path that loses it', async () => {
    const [page, intake] = await lab();
    await page.evaluate(async () => {
      window.lab.pair();
      window.lab.a.addTransceiver('audio', { direction: 'sendonly' });
      await window.lab.negotiate();
    });
    await intake.waitFor('#1 media-flowing source', '#2 media-flowing path');
    expect(intake.steps).not.toContain('#2 media-flowing reached');
    await page.evaluate(() => window.lab.a.getSenders()[0]?.replaceTrack(window.lab.tone()));
    await intake.waitFor('#2 media-flowing reached');
  });

  it('says of a connection that a page has closed just that, on neither side that it was lost', async () => {
    const [page, intake] = await lab();
    await page.evaluate(callItself);
    await intake.waitFor(...rungs(1, 2));
    const known = intake.steps.length;
    await page.evaluate(async () => {
      window.lab.b.close();
      await window.lab.wait(11_500);
      return window.lab.a.iceConnectionState;
    });
    expect(intake.steps.slice(known)).toEqual(['#2 connection-closed reached']);
  });

  it('names a path without encryption: a certificate that is not the one of the description', async () => {
    const [page, intake] = await lab();
    await page.evaluate(async () => {
      const { a, b } = (window.lab.pair(), window.lab);
      a.createDataChannel('x');
      await a.setLocalDescription();
      const sdp = a.localDescription?.sdp.replace(/(fingerprint:\S+) ..:..:../, '$1 00:11:22') ?? '';
      await b.setRemoteDescription({ type: 'offer', sdp });
      await b.setLocalDescription();
      await a.setRemoteDescription(b.localDescription as RTCSessionDescription);
    });
    await intake.waitFor('#2 ice-connected reached', '#2 dtls-connected failed');
  });

  it('names a path that is not found, once', async () => {
    const [page, intake] = await lab();
    await page.evaluate(async (address: string) => {
      const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
      a.createDataChannel('x');
      // oxlint-disable-next-line unicorn/consistent-function-scoping -- runs in the page
      const bare = (pc: RTCPeerConnection) => ({
        type: pc.localDescription?.type as RTCSdpType,
        sdp: pc.localDescription?.sdp.replace(/a=candidate.*\r\n/g, '') ?? '',
      });
      await a.setLocalDescription();
      await b.setRemoteDescription(bare(a));
      await b.setLocalDescription();
      await a.setRemoteDescription(bare(b));
      const candidate = `candidate:1 1 udp 2122260223 ${address} 40009 typ host`;
      await Promise.all([a, b].map((pc) => pc.addIceCandidate({ candidate, sdpMid: '0' })));
    }, ownAddress());
    await intake.waitFor('#1 ice-connected failed', '#2 ice-connected failed');
    expect(intake.steps.filter((step) => step.endsWith('failed'))).toHaveLength(2);
  });

  it('names a connection that is lost: the other page is gone without a word', async () => {
    const intake = await runIntake();
    const [anna, boris] = [await open(labPage(intake.url)), await open(labPage(intake.url))];
    await Promise.all([anna, boris].map((page) => page.evaluate(() => window.lab.pair())));
    await anna.evaluate(() => void window.lab.a.createDataChannel('x'));
    await take(boris, await descriptionOf(anna));
    await take(anna, await descriptionOf(boris));
    await intake.waitFor('#1 media-flowing reached');
    await anna.waitForFunction(() => window.lab.a.connectionState === 'connected');
    void boris.goto('chrome://crash').catch(() => undefined);
    await intake.waitFor('#1 connection-kept failed');
  });

  it('names a TURN server that is not there and one that refuses', async () => {
    const [page, intake] = await lab();
    const refusing = await runRefusingTurn();
    await page.evaluate(async (url: string) => {
      const server = { username: 'planted-user', credential: 'planted-word' };
      const config = {
        iceTransportPolicy: 'relay' as const,
        iceServers: [
          { ...server, urls: 'turn:planted-host.invalid' },
          { ...server, urls: [url] },
        ],
      };
      window.lab.pair(RTCPeerConnection, config);
      window.lab.a.createDataChannel('x');
      await window.lab.negotiate();
    }, refusing);
    await intake.waitFor(
      '#1 turn-allocated icecandidateerror 401',
      '#1 turn-allocated icecandidateerror 701',
      '#2 turn-allocated icecandidateerror 401',
      '#2 turn-allocated icecandidateerror 701',
    );
    expect(intake.find('probe-started', 1).ice).toEqual({ relayOnly: true, turn: true });
    expect(intake.bodies.join()).not.toContain('planted');
  });

  it('keeps the reports while the gateway is away, and does not disturb the page', async () => {
    const [page, intake] = await lab();
    const problems: unknown[] = [];
    page.on('pageerror', (error) => problems.push(error));
    intake.away = true;
    await page.evaluate(callItself);
    await page.waitForFunction(() => window.lab.a.connectionState === 'connected');
    while (intake.cut < 2) await new Promise((later) => setTimeout(later, 20));
    expect(intake.batches).toEqual([]);
    intake.away = false;
    await intake.waitFor(...rungs(1, 2));
    expect(intake.steps.slice(0, 2)).toEqual(['#1 probe-started reached', '#1 offer-created reached']);
    expect(intake.steps.toSorted()).toEqual(rungs(1, 2).toSorted());
    expect(problems).toEqual([]);
  });

  it('keeps the newest reports where there are more than it may keep', async () => {
    const [page, intake] = await lab();
    intake.away = true;
    await page.evaluate(async () => {
      for (let made = 0; made < 150; made++) {
        const pc = new RTCPeerConnection();
        await window.lab.fails(pc.createAnswer());
        pc.close();
      }
    });
    while (intake.cut < 1) await new Promise((later) => setTimeout(later, 20));
    intake.away = false;
    await intake.waitFor('#150 answer-created InvalidStateError stable');
    const numbers = intake.reports.map(({ connection = 0 }) => connection);
    expect(numbers.length).toBeLessThanOrEqual(256);
    expect(numbers.length).toBeGreaterThan(200);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(Math.max(...intake.batches.map(({ reports }) => reports.length))).toBe(64);
    const lost = intake.batches.map(({ lost: told = 0 }) => told);
    expect([numbers.length + (lost[0] ?? 0), lost.slice(1).some((told) => told > 0)]).toEqual([450, false]);
  });

  it('says how many reports were lost with a batch that was refused, once', async () => {
    const [page, intake] = await lab();
    intake.refuses = true;
    const makes = () => page.evaluate(() => void window.lab.fails(new RTCPeerConnection().createAnswer()));
    await makes();
    while (intake.refused < 2) await new Promise((later) => setTimeout(later, 20));
    intake.refuses = false;
    await makes();
    await intake.waitFor('#2 answer-created InvalidStateError stable');
    await page.evaluate(() => void window.lab.fails(new RTCPeerConnection().createAnswer()));
    await intake.waitFor('#3 answer-created InvalidStateError stable');
    const told = intake.batches.map(({ lost }) => lost).filter((lost) => lost !== undefined);
    expect(told).toEqual([intake.refused]);
  });

  it('sends what is left when the page goes', async () => {
    const [page, intake] = await lab();
    await page.evaluate(async () => {
      window.lab.pair();
      window.lab.a.createDataChannel('x');
      await window.lab.a.setLocalDescription();
    });
    await page.goto('about:blank');
    await intake.waitFor('#1 offer-created reached');
  });

  it('lets out no description, address, name fragment or password', async () => {
    const [page, intake] = await lab();
    await page.evaluate(callItself);
    await intake.waitFor(...rungs(1, 2));
    const secrets = await page.evaluate(() =>
      [window.lab.a, window.lab.b].flatMap((pc) => {
        const sdp = pc.localDescription?.sdp ?? '';
        const found = sdp.matchAll(/(?:ice-ufrag:|ice-pwd:|fingerprint:\S+ |candidate:(?:\S+ ){4}|^o=\S+ )(\S+)/gm);
        return [...found].map(([, secret]) => secret as string);
      }),
    );
    expect(secrets.length).toBeGreaterThan(8);
    const sent = intake.bodies.join('\n');
    expect(secrets.filter((secret) => sent.includes(secret))).toEqual([]);
    expect(sent).not.toMatch(/\d+\.\d+\.\d+\.\d+|\.local|a=|v=0/);
  });

  it.each([
    ['', /offer created and set/, /remote answer set/, /ICE connected/, /media flowing/],
    ['data-lang="ru"', /offer создан и установлен/, /чужой answer установлен/, /ICE соединён/, /медиа идёт/],
  ])('writes each stage to the console where asked (%s)', async (language, ...lines) => {
    const [page, intake] = await lab(`data-log ${language}`);
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.evaluate(callItself);
    await intake.waitFor('#1 media-flowing reached');
    await page.evaluate(() =>
      window.lab.fails(window.lab.a.setRemoteDescription(window.lab.b.localDescription as RTCSessionDescription)),
    );
    await until(
      () => Promise.resolve(said),
      (heard) => heard.some((line) => /✗ .*InvalidStateError, stable\): /.test(line)),
    );
    for (const line of lines) expect(said.join('\n')).toMatch(line);
  });
});
