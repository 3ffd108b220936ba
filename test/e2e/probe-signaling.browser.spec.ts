/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import type { Socket } from 'socket.io-client';
import { fingerprint } from '../../protocol/facts.js';
import { launchBrowser } from '../support/browser.js';
import { until } from '../support/clients.js';
import { launchFirefoxFor } from '../support/probe-firefox.js';
import { runIntake, type ProbeIntake } from '../support/probe-intake.js';
import { runSignalingSite } from '../support/probe-signaling.js';
import { atEnd } from '../support/teardown.js';

declare global {
  interface Window {
    io: (options: object) => Socket;
    sockets: Socket[];
  }
}

/** Runs in the page: connections to its signaling, made at once; answers with their Engine.IO session ids. */
async function connect(count: number, transport: string): Promise<string[]> {
  window.sockets = Array.from({ length: count }, () => window.io({ transports: [transport], forceNew: true }));
  await Promise.all(window.sockets.map((socket) => new Promise<void>((ready) => socket.once('connect', ready))));
  return window.sockets.map((socket) => socket.io.engine.id ?? '');
}

/** Runs in the page: an offer and its answer between its own connections, each written to the socket in a way of its own. */
async function callOverSocket(): Promise<void> {
  const { lab, sockets } = window;
  const [socket] = sockets as [Socket];
  lab.pair();
  lab.a.createDataChannel('x');
  await lab.a.setLocalDescription();
  socket.emit('offer', { target: 'b', offer: lab.a.localDescription });
  await lab.b.setRemoteDescription(lab.a.localDescription as RTCSessionDescription);
  await lab.b.setLocalDescription();
  socket.send(JSON.stringify({ answer: lab.b.localDescription }));
  await lab.a.setRemoteDescription(lab.b.localDescription as RTCSessionDescription);
}

/** The sessions that batches have named, once these were. */
const toldOf = (intake: ProbeIntake, sessions: string[]) =>
  until(
    () => Promise.resolve(intake.batches.flatMap(({ socket }) => socket ?? [])),
    (told) => sessions.every((session) => told.includes(fingerprint(session))),
  );

describe.each([
  ['Chromium', () => launchBrowser()],
  ['Firefox', launchFirefoxFor],
])('in %s the probe', (_name, launch) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(): Promise<[Page, ProbeIntake]> {
    const intake = await runIntake();
    const page = await browser.newPage();
    atEnd(() => page.close());
    await page.goto(await runSignalingSite(intake.url));
    return [page, intake];
  }

  it('says that a description was written to the socket, whichever way it is wrapped, and to which', async () => {
    const [page, intake] = await open();
    const [session = ''] = await page.evaluate(connect, 1, 'websocket');
    await page.evaluate(callOverSocket);
    await intake.waitFor('#- offer-sent reached', '#- answer-sent reached', '#1 media-flowing reached');

    const socket = fingerprint(session);
    expect(intake.find('offer-sent')).toMatchObject({ local: intake.find('offer-created', 1).local, socket });
    expect(intake.find('answer-sent')).toMatchObject({ local: intake.find('answer-created', 2).local, socket });
    expect(intake.steps.filter((step) => step.includes('-sent'))).toHaveLength(2);
    expect(intake.bodies.join()).not.toMatch(/v=0|a=|\.local/);
    expect(intake.bodies.join()).not.toContain(session);
  });

  it('says it of no socket that is not Socket.IO’s, whose session it has not heard, or that takes nothing any more', async () => {
    const [page, intake] = await open();
    await page.evaluate(async () => {
      const { lab } = window;
      const url = `${location.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
      lab.pair();
      lab.a.createDataChannel('x');
      await lab.a.setLocalDescription();
      const offer = `42${JSON.stringify(['offer', { offer: lab.a.localDescription }])}`;
      // oxlint-disable-next-line unicorn/consistent-function-scoping -- runs in the page
      const opened = (socket: WebSocket) =>
        new Promise((ready) => socket.addEventListener('message', ready, { once: true }));
      const [late, closing] = [new WebSocket(url), new WebSocket(url)];
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as the Socket.IO client does
      closing.onmessage = () => undefined;
      await Promise.all([late, closing].map(opened));
      late.send(offer);
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as the Socket.IO client does
      late.onmessage = () => undefined;
      late.send(offer);
      closing.close();
      closing.send(offer);
      await lab.negotiate();
    });
    await intake.waitFor('#1 media-flowing reached');
    expect(intake.steps.filter((step) => step.includes('-sent'))).toEqual([]);
  });

  it('tells the gateway of both sessions of a page that has two, in a batch each', async () => {
    const [page, intake] = await open();
    const sessions = await page.evaluate(connect, 2, 'websocket');

    const told = await toldOf(intake, sessions);
    expect(new Set(told)).toEqual(new Set(sessions.map(fingerprint)));
  });

  it('tells them of both where it could not before: the gateway was away', async () => {
    const [page, intake] = await open();
    intake.away = true;
    const sessions = await page.evaluate(connect, 2, 'websocket');
    await until(
      () => Promise.resolve(intake.cut),
      (cut) => cut > 0,
    );
    expect(intake.batches).toEqual([]);
    intake.away = false;

    expect(new Set(await toldOf(intake, sessions))).toEqual(new Set(sessions.map(fingerprint)));
  });

  it('says that the page is gone, behind everything else, and that it is back', async () => {
    const [page, intake] = await open();
    await page.evaluate(connect, 1, 'websocket');
    await page.evaluate(async () => {
      window.lab.pair();
      window.lab.a.createDataChannel('x');
      await window.lab.a.setLocalDescription();
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    });
    await intake.waitFor('#- page-gone reached', '#1 offer-created reached');
    const last = intake.batches.map(({ reports }) => reports.at(-1)?.step);
    expect(last).toContain('page-gone');

    const before = intake.batches.length;
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await until(
      () => Promise.resolve(intake.batches.length),
      (count) => count > before,
    );

    intake.batches.length = 0;
    await page.goto('about:blank');
    await intake.waitFor('#- page-gone reached');
  });

  it('says nothing of a page that is gone and has neither called nor connected', async () => {
    const [page, intake] = await open();
    await page.evaluate(() => {
      window.dispatchEvent(new PageTransitionEvent('pagehide'));
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    await until(
      () => Promise.resolve(intake.batches.length),
      (count) => count > 0,
    );
    expect(intake.steps).toEqual([]);
  });
});
