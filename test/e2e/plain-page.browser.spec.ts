/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import type { Stage } from '../../protocol/stages.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import { launchBrowser, person } from '../support/browser.js';
import { getJson, runGateway, until } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';

declare global {
  interface Window {
    /** The page's connections, by the other's socket id. */
    peers: Record<string, RTCPeerConnection>;
    problems: string[];
  }
}

/** A voice chat as many are written: it knows of no acknowledgement, no trace and no gateway but its own. */
const page = (gateway: string, tag: string) => `<!doctype html>
<meta charset="utf-8"><title>Voice chat</title>${tag}
<script src="/socket.io.min.js"></script>
<script>
  const room = new URLSearchParams(location.search).get('room');
  const name = new URLSearchParams(location.search).get('name');
  window.problems = [];
  window.peers = {};
  const early = {};
  let stream;

  function connectionTo(id) {
    const pc = new RTCPeerConnection();
    window.peers[id] = pc;
    stream.getTracks().forEach((track) => pc.addTrack(track, stream));
    pc.onicecandidate = (event) => socket.emit('ice-candidate', { target: id, candidate: event.candidate });
    pc.ontrack = (event) => {
      const audio = document.createElement('audio');
      audio.srcObject = event.streams[0];
      audio.autoplay = true;
      document.body.append(audio);
    };
    return pc;
  }
  async function call(id) {
    const pc = connectionTo(id);
    await pc.setLocalDescription(await pc.createOffer());
    socket.emit('offer', { target: id, offer: pc.localDescription });
  }
  async function addEarly(id) {
    for (const candidate of early[id] || []) await window.peers[id].addIceCandidate(candidate);
    delete early[id];
  }

  const socket = io('${gateway}', { autoConnect: false });
  socket.on('signaling-error', (error) => window.problems.push(error.code));
  socket.on('room-users', (users) => {
    for (const user of users) if (user.socketId !== socket.id && socket.id < user.socketId) call(user.socketId);
  });
  socket.on('user-joined', (user) => {
    if (socket.id < user.socketId) call(user.socketId);
  });
  socket.on('user-left', (id) => {
    if (window.peers[id]) window.peers[id].close();
    delete window.peers[id];
  });
  socket.on('offer', async ({ offer, sender }) => {
    const pc = connectionTo(sender);
    await pc.setRemoteDescription(new RTCSessionDescription(offer));
    await pc.setLocalDescription(await pc.createAnswer());
    socket.emit('answer', { target: sender, answer: pc.localDescription });
    await addEarly(sender);
  });
  socket.on('answer', async ({ answer, sender }) => {
    await window.peers[sender].setRemoteDescription(new RTCSessionDescription(answer));
    await addEarly(sender);
  });
  socket.on('ice-candidate', async ({ candidate, sender }) => {
    if (!candidate) return;
    const pc = window.peers[sender];
    if (pc && pc.remoteDescription) await pc.addIceCandidate(new RTCIceCandidate(candidate));
    else (early[sender] = early[sender] || []).push(candidate);
  });
  window.addEventListener('unhandledrejection', (event) => window.problems.push(String(event.reason)));

  navigator.mediaDevices.getUserMedia({ audio: true }).then((microphone) => {
    stream = microphone;
    socket.on('connect', () => socket.emit('join-room', room, name));
    socket.connect();
  });
</script>
`;

/** Serves the page as a site of its own. */
async function serveSite(gateway: string, tag = ''): Promise<string> {
  const client = await readFile('node_modules/socket.io-client/dist/socket.io.min.js');
  const server = createServer((request, response) => {
    if (request.url === '/socket.io.min.js') response.setHeader('Content-Type', 'text/javascript').end(client);
    else response.setHeader('Content-Type', 'text/html').end(page(gateway, tag));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** Waits until sound comes in from everybody else. */
async function waitForSound(from: Page, others: number): Promise<void> {
  await from.waitForFunction(
    async (count: number) => {
      const peers = Object.values(window.peers);
      if (peers.length !== count) return false;
      const packets = await Promise.all(
        peers.map(async (peer) => {
          let received = 0;
          (await peer.getStats()).forEach((report: RTCStats) => {
            if (report.type === 'inbound-rtp') received += (report as RTCInboundRtpStreamStats).packetsReceived ?? 0;
          });
          return received;
        }),
      );
      return packets.every((received) => received > 0);
    },
    { polling: 50, timeout: 15_000 },
    others,
  );
}

const handshakes = async (url: string) =>
  (await getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`)).handshakes;

describe('a page written for a bare Socket.IO relay', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(
    site: string,
    name: string,
    said?: (line: string) => void,
    before?: (...numbers: number[]) => void,
    numbers: number[] = [],
  ): Promise<Page> {
    const context = await person(browser, site);
    atEnd(() => context.close());
    const tab = await context.newPage();
    if (before) await tab.evaluateOnNewDocument(before, ...numbers);
    if (said) tab.on('console', (message) => said(message.text()));
    await tab.goto(`${site}/?room=den&name=${name}`);
    return tab;
  }

  it('works unchanged: two hear each other, and the gateway says that they were signaled', async () => {
    const { url } = await runGateway({ WAIT_PROBE: '10' });
    const site = await serveSite(url);
    const anna = await open(site, 'Anna');
    const boris = await open(site, 'Boris');

    await Promise.all([anna, boris].map((tab) => waitForSound(tab, 1)));

    const [view, ...others] = await until(
      () => handshakes(url),
      (list) => list.every(({ outcome }) => outcome !== 'pending'),
    );
    expect(others).toEqual([]);
    expect(view).toMatchObject({ outcome: 'signaled', room: 'den', evidence: 'transport' });
    expect(new Set([view?.caller.username, view?.callee.username])).toEqual(new Set(['Anna', 'Boris']));
    expect(view?.candidates.caller.host).toBeGreaterThan(0);
    expect(view?.candidates.callee.host).toBeGreaterThan(0);
    expect(await Promise.all([anna, boris].map((tab) => tab.evaluate(() => window.problems)))).toEqual([[], []]);
  });

  it('with only the script tag has every rung seen', async () => {
    const { url } = await runGateway();
    const site = await serveSite(url, `<script src="${url}/probe.js" data-log data-lang="en"></script>`);
    const said: string[] = [];
    const anna = await open(site, 'Anna', (line) => said.push(line));
    const boris = await open(site, 'Boris', (line) => said.push(line));

    await Promise.all([anna, boris].map((tab) => waitForSound(tab, 1)));

    const [view, ...others] = await until(
      () => handshakes(url),
      (list) => list.length > 0 && list.every(({ outcome }) => outcome !== 'pending'),
    );
    expect(others).toEqual([]);
    expect(view).toMatchObject({ outcome: 'connected', evidence: 'probe' });
    // Acknowledgements are what this page does not know of, and no pong comes back before its connection is upgraded.
    const unproved = view?.ladder.filter(({ status }) => status !== 'reached') ?? [];
    expect(unproved.filter(({ stage }) => !/delivered|handled/.test(stage))).toEqual([]);
    expect(unproved.every(({ status }) => status === 'implied')).toBe(true);
    // A page that is called before its connection is upgraded gets the offer over polling, where the probe hears nothing.
    expect(said.join('\n')).toMatch(/offer (sent to|received from) (Anna|Boris)/);
    expect(said.join('\n')).toMatch(/answer (sent to|received from) (Anna|Boris)/);
    expect(await Promise.all([anna, boris].map((tab) => tab.evaluate(() => window.problems)))).toEqual([[], []]);
  });

  it.each([
    ['ten minutes fast', 600_000, 1],
    ['an hour slow, and drifting', -3_600_000, 1.0004],
  ])('climbs the same ladder where the clock of one page is %s', async (_, aheadMs, pace) => {
    const { url } = await runGateway();
    const site = await serveSite(url, `<script src="${url}/probe.js"></script>`);
    await open(site, 'Anna');
    const wrong = await open(
      site,
      'Boris',
      undefined,
      (ahead, speed) => {
        const { now } = Date;
        Date.now = () => now() + ahead;
        const monotonic = performance.now.bind(performance);
        performance.now = () => monotonic() * speed;
      },
      [aheadMs, pace],
    );
    await waitForSound(wrong, 1);

    const [view] = await until(
      () => handshakes(url),
      (list) => list.some(({ outcome }) => outcome === 'connected'),
    );
    const rung = (stage: Stage) => {
      const { at = Number.NaN, uncertaintyMs = 0 } = view?.ladder.find((one) => one.stage === stage) ?? {};
      return { earliest: at - uncertaintyMs, latest: at + uncertaintyMs };
    };
    // What causes must have been possible before what it caused, as sure as the times are said to be.
    for (const [cause, effect] of [
      ['offer-created', 'offer-received'],
      ['offer-received', 'offer-applied'],
      ['offer-applied', 'answer-created'],
      ['answer-created', 'answer-received'],
      ['answer-received', 'answer-applied'],
      ['ice-connected', 'dtls-connected'],
    ] as const)
      expect([cause, rung(cause).earliest <= rung(effect).latest]).toEqual([cause, true]);
    expect(rung('answer-created').latest - rung('answer-created').earliest).toBeLessThan(1000);
    expect(view?.ladder.every(({ at = 0 }) => at === 0 || Math.abs(at - Date.now()) < 30_000)).toBe(true);
  });

  it('works for three, and forgets who closes the page', async () => {
    const { url } = await runGateway({ WAIT_PROBE: '10' });
    const site = await serveSite(url);
    const anna = await open(site, 'Anna');
    const boris = await open(site, 'Boris');
    const chen = await open(site, 'Chen');
    await Promise.all([anna, boris, chen].map((tab) => waitForSound(tab, 2)));

    await chen.close();

    await Promise.all([anna, boris].map((tab) => tab.waitForFunction(() => Object.keys(window.peers).length === 1)));
    expect((await handshakes(url)).map(({ outcome }) => outcome)).toEqual(['signaled', 'signaled', 'signaled']);
  });
});
