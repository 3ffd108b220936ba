/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { startFirefox } from '../support/firefox.js';
import { runIntake, runSite, type ProbeIntake } from '../support/probe-intake.js';
import { labPage } from '../support/probe-page.js';
import { atEnd } from '../support/teardown.js';

/** A name of this machine that, unlike `localhost`, makes no secure context. */
const plainHost = 'plain.test';

describe.each([
  ['Chromium', () => launchBrowser([`--host-resolver-rules=MAP ${plainHost} 127.0.0.1`])],
  ['Firefox', () => startFirefox({ 'network.dns.localDomains': plainHost })],
])('in %s the probe', (_name, launch) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(host = 'localhost'): Promise<[Page, ProbeIntake]> {
    const intake = await runIntake();
    const page = await browser.newPage();
    atEnd(() => page.close());
    await page.goto((await runSite(labPage(intake.url))).replace('localhost', host));
    return [page, intake];
  }

  it('says that a page is no secure context, before it calls anybody, and that the page runs into it', async () => {
    const [page, intake] = await open(plainHost);
    await intake.waitFor('#- context-checked insecure');
    expect(intake.steps).toEqual(['#- context-checked insecure']);

    // In a script of the page's own: what DevTools runs throws in secret.
    await page.addScriptTag({
      content: `
        Promise.reject(new TypeError('planted'));
        setTimeout(() => navigator.mediaDevices.getUserMedia({ audio: true }));
        (async () => navigator.mediaDevices.getUserMedia({ audio: true }))();
        lab.pair();
        lab.a.createDataChannel('x');
        lab.negotiate();`,
    });
    await intake.waitFor('#- context-checked TypeError', '#1 media-flowing reached');
    expect(intake.steps.filter((step) => step.includes('context'))).toEqual([
      '#- context-checked insecure',
      '#- context-checked TypeError',
    ]);
    expect(intake.bodies.join()).not.toContain('planted');
  });

  it('says nothing of a secure context', async () => {
    const [page, intake] = await open();
    await page.addScriptTag({
      content: `
        setTimeout(() => { throw new TypeError('no mediaDevices'); });
        lab.pair();
        lab.a.createDataChannel('x');
        lab.negotiate();`,
    });
    await intake.waitFor('#1 media-flowing reached');
    expect(intake.steps.join()).not.toContain('context');
  });

  it('names a candidate that cannot be made and that the page does not catch, once until the next description', async () => {
    const [page, intake] = await open();
    await page.addScriptTag({
      content: `
        const make = () => new RTCIceCandidate({ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' });
        const caught = () => { try { make(); } catch {} };
        caught();
        setTimeout(make);
        setTimeout(make);
        void Promise.resolve().then(make);
        setTimeout(async () => {
          lab.pair();
          lab.a.createDataChannel('x');
          await lab.a.setLocalDescription();
          void Promise.resolve().then(make);
        }, 1);`,
    });
    await intake.waitFor('#1 candidates-gathered reached');
    const refused = intake.reports.filter(({ step }) => step === 'candidate-applied');
    expect(refused.map(({ connection, failure }) => ({ connection, failure }))).toEqual([
      { failure: { name: 'TypeError' } },
      { failure: { name: 'TypeError' } },
    ]);
  });

  it('says that code of calls threw and nothing caught it, or that no connection could be made; never what it wrote', async () => {
    const [page, intake] = await open();
    await page.addScriptTag({
      content: `
        setTimeout(() => { throw new TypeError('planted'); });
        setTimeout(() => { try { void undefined.getTracks(); } catch {} });
        setTimeout(() => { void undefined.getTracks(); }, 10);
        setTimeout(() => { void undefined.getTracks(); }, 20);`,
    });
    await intake.waitFor('#- page-threw TypeError');
    // A description begins something new: what throws from then on is told again.
    await page.evaluate(() => new RTCPeerConnection().setLocalDescription());
    await page.addScriptTag({
      content: `setTimeout(async () => new RTCPeerConnection({ iceServers: [{ urls: 'turn:planted.test' }] }));`,
    });
    await intake.waitFor('#- page-threw construct');
    await page.evaluate(() => new RTCPeerConnection().setLocalDescription());
    // Chromium's message names what was parsed: `"[object RTC"... is not valid JSON`.
    await page.addScriptTag({
      content: `
        setTimeout(() => JSON.parse(new RTCSessionDescription({ type: 'offer', sdp: '' })));
        setTimeout(() => { throw new SyntaxError('RTC'); });`,
    });
    await intake.waitFor('#- page-threw SyntaxError');
    const thrown = intake.steps.filter((step) => step.includes('page-threw'));
    expect(thrown).toEqual(['#- page-threw TypeError', '#- page-threw construct', '#- page-threw SyntaxError']);
    expect(intake.bodies.join()).not.toContain('planted');
  });

  it('tells both anew behind a description: a candidate that cannot be made, and code that threw', async () => {
    const [page, intake] = await open();
    const both = `
      setTimeout(() => new RTCIceCandidate({ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' }));
      setTimeout(() => { void undefined.getTracks(); });`;
    await page.addScriptTag({ content: both });
    await intake.waitFor('#- candidate-applied TypeError', '#- page-threw TypeError');
    await page.evaluate(() => new RTCPeerConnection().setLocalDescription());
    await page.addScriptTag({ content: `${both} setTimeout(() => new RTCPeerConnection().setLocalDescription());` });

    await intake.waitFor('#2 offer-created reached');
    const steps = intake.steps.filter((step) => step.startsWith('#- '));
    expect(steps.toSorted()).toEqual([
      '#- candidate-applied TypeError',
      '#- candidate-applied TypeError',
      '#- page-threw TypeError',
      '#- page-threw TypeError',
    ]);
  });

  it('names the state in which a connection takes no candidate: closed, or without a description', async () => {
    const [page, intake] = await open();
    await page.evaluate(() => {
      window.lab.pair();
      window.lab.b.close();
      const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0' };
      for (const pc of [window.lab.a, window.lab.b]) void window.lab.fails(pc.addIceCandidate(candidate));
    });
    await intake.waitFor(
      '#1 candidate-applied InvalidStateError closed',
      '#2 candidate-applied InvalidStateError stable',
    );
  });

  it('tells two connections apart that take the same offer', async () => {
    const [page, intake] = await open();
    await page.evaluate(async () => {
      const { a } = (window.lab.pair(), window.lab);
      a.createDataChannel('x');
      await a.setLocalDescription();
      for (const pc of [new RTCPeerConnection(), new RTCPeerConnection()])
        await pc.setRemoteDescription(a.localDescription as RTCSessionDescription);
    });
    await intake.waitFor('#2 offer-applied reached', '#3 offer-applied reached');
    const { local } = intake.find('offer-created', 1);
    for (const connection of [2, 3]) expect(intake.find('offer-applied', connection).remote).toEqual(local);
  });
});
