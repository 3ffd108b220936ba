/// <reference lib="dom" />
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import { launchBrowser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { selfSigned } from '../support/certificate.js';
import { until } from '../support/read.js';
import { atEnd } from '../support/teardown.js';
import { serveByVite } from '../support/vite.js';
import { listening, serveApp, serveConsole, watched } from '../support/watched.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function open(url: string): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.createBrowserContext();
  atEnd(() => context.close());
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  await page.goto(url);
  return { page, errors };
}

const html = (body: string, head = '<link rel="icon" href="data:,">') =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;

/** Runs in the page: a description made, which the probe reports. */
async function describes(): Promise<void> {
  const pc = new RTCPeerConnection();
  pc.createDataChannel('x');
  await pc.setLocalDescription();
}

const inPage = `(${describes.toString()})()`;

/** Runs in the page: asks another origin in each way that a page has, and tells what it hears and sees. */
async function asks(at: string): Promise<unknown[]> {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- the page has nothing from outside of this one
  const heard = (target: EventTarget, event: string) =>
    new Promise<unknown>((done) => target.addEventListener(event, (one) => done((one as MessageEvent).data)));
  const told: unknown[] = [];
  const credentials = 'include' as const;
  const login = await fetch(`${at}/login`, { credentials, headers: { 'x-own': '1' } });
  told.push(await login.text(), login.url);
  told.push(await (await fetch(new Request(`${at}/x`, { credentials, method: 'POST', body: 'b' }))).text());
  const xhr = new XMLHttpRequest();
  xhr.open('GET', `${at}/x`);
  const loaded = heard(xhr, 'load');
  xhr.send();
  await loaded;
  told.push(xhr.responseText, xhr.responseURL);
  const socket = new WebSocket(`${at.replace('http', 'ws')}/ws`);
  told.push(await heard(socket, 'message'), socket.url);
  const events = new EventSource(`${at}/events`);
  told.push(await heard(events, 'message'), events.url);
  events.close();
  return told;
}

/** Runs in the page. */
function welcome(at: string): Promise<unknown> {
  const socket = new WebSocket(at.replace('http', 'ws'));
  return new Promise((done) => socket.addEventListener('message', ({ data }) => done(data)));
}

const moduleOf = (word: string) => `document.body.dataset.word = '${word}'; import.meta.hot?.accept();`;

describe('a page behind the proxy', () => {
  const hash = 'sha256-abc=';
  it.each([
    ['no policy', {}, '<script>', ''],
    [
      'a nonce',
      { 'Content-Security-Policy': "script-src 'nonce-abc'; connect-src 'none'" },
      '<script nonce="abc">',
      '',
    ],
    [
      'only its own scripts',
      { 'Content-Security-Policy': "default-src 'none'; script-src 'unsafe-inline'" },
      '<script>',
      '',
    ],
    [
      'a strict policy of hashes',
      { 'Content-Security-Policy': `script-src '${hash}' 'strict-dynamic' 'nonce-p'` },
      '<script nonce="p">',
      '',
    ],
    [
      'a policy in itself',
      {},
      '<script>',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'unsafe-inline'">`,
    ],
  ])('has the probe ahead of its own scripts, with %s', async (_name, headers, script, meta) => {
    const console = await serveConsole();
    const app = await serveApp((request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html', ...(request.url === '/' ? headers : {}) });
      response.end(html(`${script}window.early = !!window[Symbol.for('hopline.probe')]; ${inPage}</script>`, meta));
    });
    const { url } = await watched(app, { probe: { scriptUrl: `${console.url}/probe.js` } });
    const { page, errors } = await open(url);
    await until(
      () => Promise.resolve(console.reports.join('\n')),
      (reports) => reports.includes('offer-created'),
    );
    expect(await page.evaluate('window.early')).toBe(true);
    expect(errors).toEqual([]);
  });

  it('reaches another origin through the proxy as it does without: cookies, CORS, sockets, and what it sees of them', async () => {
    let main = '';
    const server = createServer((request, response) => {
      response.setHeader('Access-Control-Allow-Origin', main).setHeader('Access-Control-Allow-Credentials', 'true');
      response.setHeader('Access-Control-Allow-Headers', 'x-own');
      if (request.url === '/login') response.setHeader('Set-Cookie', 'user=ann; Path=/');
      if (request.url === '/events')
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('data: 1\n\n');
      else response.end(`${request.headers.cookie} ${request.headers.origin}`);
    });
    const app = new Server(server, { cors: { origin: '*' } });
    app.on('connection', (socket) => socket.on('echo', (value: unknown) => socket.emit('echo', value)));
    new WebSocketServer({ server, path: '/ws' }).on('connection', (socket) => socket.send('welcome'));
    const other = await listening(server);
    atEnd(() => app.close());
    main = await serveApp((_, response) => response.setHeader('Content-Type', 'text/html').end(html('')));
    const console = await serveConsole();
    const { url, notes } = await watched(main, { with: [other], probe: { scriptUrl: `${console.url}/probe.js` } });
    const [bare, passed] = [await open(main), await open(url)];
    const [there, here] = await Promise.all([bare, passed].map(({ page }) => page.evaluate(asks, other)));
    expect(here).toEqual(there);
    expect(here?.[0]).toContain(main);
    expect(passed.errors).toEqual(bare.errors);
    await notes.heard('sent - welcome');
  });

  it('has its probe and what this reports past a service worker that answers for all, and keeps pages', async () => {
    const worker = `
      addEventListener('install', (event) => event.waitUntil(caches.open('x').then((kept) => kept.add('/'))));
      addEventListener('activate', (event) => event.waitUntil(clients.claim()));
      addEventListener('fetch', (event) => event.respondWith(
        event.request.method === 'POST' ? Response.redirect('/') : caches.match(event.request)
          .then((kept) => kept ?? new Response('from the worker'))));`;
    const register = '<script>navigator.serviceWorker.register("/sw.js")</script>';
    const app = await serveApp(({ url }, response) => {
      const isWorker = url === '/sw.js';
      response.setHeader('Content-Type', isWorker ? 'text/javascript' : 'text/html');
      response.end(isWorker ? worker : html('', register));
    });
    const console = await serveConsole();
    const { url } = await watched(app, { probe: { scriptUrl: `${console.url}/probe.js` } });
    const { page } = await open(url);
    await page.waitForFunction('navigator.serviceWorker.controller');
    await page.reload();
    expect(await page.evaluate('fetch("/any").then((answer) => answer.text())')).toBe('from the worker');
    await page.evaluate(inPage);
    await until(
      () => Promise.resolve(console.reports.join('\n')),
      (reports) => reports.includes('offer-created'),
    );
  });

  it('of the development server of Vite is reloaded and changed in place as without it', async () => {
    const port = await freePort();
    const root = await serveByVite(port, {
      'index.html': html('<p>one</p><script type="module" src="/main.js"></script>'),
      'main.js': moduleOf('first'),
    });
    const console = await serveConsole();
    const { url, notes } = await watched(`http://localhost:${port}`, {
      probe: { scriptUrl: `${console.url}/probe.js` },
    });
    const { page, errors } = await open(url);
    const shows = (word: string) => page.waitForSelector(`body[data-word="${word}"]`);
    await shows('first');
    await page.evaluate('window.kept = true');
    await until(
      () => Promise.resolve(notes.lines),
      (lines) => lines.some((line) => line.includes('connected')),
    );
    await writeFile(path.join(root, 'main.js'), moduleOf('second'));
    await shows('second');
    expect(await page.evaluate('window.kept')).toBe(true);
    await writeFile(path.join(root, 'index.html'), html('<p>two</p><script type="module" src="/main.js"></script>'));
    await page.waitForFunction('!window.kept && document.querySelector("p")?.textContent === "two"');
    expect(errors).toEqual([]);
  });

  it('is shown over TLS, with all that it asks for', async () => {
    const server = createServer(((_, response) =>
      response.setHeader('Content-Type', 'text/html').end(html(''))) as RequestListener);
    new WebSocketServer({ server }).on('connection', (socket) => socket.send('welcome'));
    const app = await listening(server);
    const console = await serveConsole();
    const https = await selfSigned('DNS:localhost');
    const { url } = await watched(app, { https, probe: { scriptUrl: `${console.url}/probe.js` } });
    expect(url).toMatch(/^https:\/\/localhost:\d+$/);
    const context = await browser.createBrowserContext();
    atEnd(() => context.close());
    const page = await context.newPage();
    const session = await page.createCDPSession();
    await session.send('Security.setIgnoreCertificateErrors', { ignore: true });
    await page.goto(url);
    expect(await page.evaluate(welcome, app)).toBe('welcome');
    await page.evaluate(inPage);
    await until(
      () => Promise.resolve(console.reports.join('\n')),
      (reports) => reports.includes('offer-created'),
    );
  });
});
