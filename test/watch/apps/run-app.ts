import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import type { HandshakeView } from '../../../protocol/verdict.js';
import { watch } from '../../../src/library.js';
import { startWatch } from '../../../src/start-watch.js';
import { getJson, until } from '../../support/read.js';
import { atEnd } from '../../support/teardown.js';
import { listening } from '../../support/watched.js';
import { commonPage, type AppFault, type WildApp } from './wild-app.js';

/** Where the watcher is, and whether it hears from the pages. */
export type Way = 'proxy, probe' | 'proxy, bare' | 'in process, probe' | 'in process, bare';
export const ways: readonly Way[] = ['proxy, probe', 'proxy, bare', 'in process, probe', 'in process, bare'];

/** An app that runs and is watched. */
export interface WatchedRun {
  /** Opens the app's page for somebody, and waits until it may be called. */
  open(me: string): Promise<Page>;
  /** The same at the app's own address, past the proxy. */
  openPast(me: string, fault?: AppFault): Promise<Page>;
  handshakes(): Promise<HandshakeView[]>;
}

export async function runApp(
  browser: Browser,
  app: WildApp,
  { way, fault, env }: { way: Way; fault?: AppFault; env: Record<string, string> },
): Promise<WatchedRun> {
  let probe = '';
  let other = '';
  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://app');
    if (pathname === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(documentOf(app, probe, other));
    } else if (pathname.startsWith('/package/')) {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
      createReadStream(path.join('node_modules', pathname.slice('/package/'.length))).pipe(response);
    } else if (pathname === '/favicon.ico') response.writeHead(204).end();
  });
  const server = await app.serve(http, fault);
  atEnd(() => server.close());
  other = server.with ?? '';
  const target = server.pages ?? (await listening(http));
  let url = target;
  let console: string;
  if (way.startsWith('proxy')) {
    const watched = await startWatch(
      {
        target: new URL(target),
        with: server.with === undefined ? [] : [new URL(server.with)],
        port: 0,
        consolePort: 0,
        host: '127.0.0.1',
        https: false,
        probe: way === 'proxy, probe',
      },
      env,
    );
    atEnd(() => watched.close());
    url = watched.url;
    console = watched.consoleUrl;
  } else {
    Object.assign(process.env, env);
    const watching = watch(server.watched ?? {}, { port: 0 });
    atEnd(() => watching.close());
    console = await watching.ready;
    if (way === 'in process, probe') probe = new URL('/probe.js', console).href;
  }
  const openAt = async (address: string, me: string, withFault?: AppFault) => {
    const context = await browser.createBrowserContext();
    atEnd(() => context.closed || context.close());
    const page = await context.newPage();
    await page.goto(`${address}/?me=${me}${withFault === undefined ? '' : `&fault=${withFault}`}`);
    await page.waitForFunction('window.myId');
    return page;
  };
  return {
    open: (me) => openAt(url, me, fault),
    openPast: (me, withFault) => openAt(target, me, withFault),
    handshakes: async () =>
      (await getJson<{ handshakes: HandshakeView[] }>(new URL('/api/handshakes', console).href)).handshakes,
  };
}

function documentOf(app: WildApp, probe: string, other: string): string {
  const scripts = [...(probe === '' ? [] : [probe]), ...app.scripts].map((src) => `<script src="${src}"></script>`);
  return `<!doctype html><html><head>${scripts.join('')}</head><body><script>${commonPage}${app.page(other)}</script></body></html>`;
}

/** Two people and their call, as far as pages are concerned; where apps are called by hand, Ann calls. */
export async function callOf(run: WatchedRun, more: readonly string[] = []): Promise<[ann: Page, ben: Page]> {
  for (const name of more) await run.open(name);
  const [ann, ben] = [await run.open('ann'), await run.open('ben')];
  const id = await ben.evaluate('window.myId');
  await ann.evaluate(`window.call?.(${JSON.stringify(id)})`);
  return [ann, ben];
}

/** Settings under which a good call is over soon. */
export const calmly = { WAIT_PROBE: '1000', LOG_LEVEL: 'silent', LIMIT_API: '100000' };

/** What a good call comes to, by what is seen of it. */
export const goodOutcome = (way: Way): string => (way.endsWith('probe') ? 'connected' : 'signaled');

/** Makes a call that is well, and says what became of each handshake. */
export async function outcomesOf(browser: Browser, app: WildApp, way: Way): Promise<string[]> {
  const run = await runApp(browser, app, { way, env: calmly });
  for (const page of await callOf(run)) await page.waitForFunction('window.up');
  return (await verdicts(run, goodOutcome(way))).map(({ outcome }) => outcome);
}

/** Waits until every handshake has a verdict, and this is one of them. */
export function verdicts(run: WatchedRun, outcome: string): Promise<HandshakeView[]> {
  return until(
    () => run.handshakes(),
    (all) => all.some((one) => one.outcome === outcome) && !all.some((one) => one.outcome === 'pending'),
  );
}
