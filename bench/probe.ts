/**
 * What the probe costs a call: two connections of one page with sound and picture, with the probe before the page's code
 * and without, in turns. The time of all of Chromium's processes, and that of the page's own thread, on which the probe
 * runs.
 *
 *   npm run bench:probe [-- seconds [rounds]]
 */
/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'puppeteer-core';
import { launchBrowser, person } from '../test/support/browser.js';
import { labPage } from '../test/support/probe-page.js';

const seconds = Number(process.argv[2] ?? 15);
const rounds = Number(process.argv[3] ?? 5);

interface Cost {
  processes: number;
  thread: number;
  script: number;
}

let batches = 0;
let bytes = 0;
const server = createServer((request, response) => {
  if (request.url === '/probe.js') {
    void readFile('dist/client/probe.js').then((code) =>
      response.setHeader('Content-Type', 'text/javascript').end(code),
    );
  } else if (request.method === 'POST') {
    batches++;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.end(JSON.stringify({ receivedAt: Date.now(), accepted: 0 }));
    });
  } else {
    response.setHeader('Content-Type', 'text/html').end(labPage(request.url === '/probed' ? url : undefined));
  }
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://localhost:${(server.address() as AddressInfo).port}`;

/** CPU of one call from its first description on, in ms. */
async function measure(browser: Browser, path: string): Promise<Cost> {
  const context = await person(browser, url);
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    window.lab.pair();
    for (const track of stream.getTracks()) {
      window.lab.a.addTrack(track, stream);
      window.lab.b.addTrack(track, stream);
    }
  });
  const system = await browser.target().createCDPSession();
  const used = async (): Promise<Cost> => {
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    const { TaskDuration = 0, ScriptDuration = 0 } = await page.metrics();
    const processes = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    return { processes: processes * 1000, thread: TaskDuration * 1000, script: ScriptDuration * 1000 };
  };
  const before = await used();
  await page.evaluate((ms: number) => window.lab.negotiate().then(() => window.lab.wait(ms)), seconds * 1000);
  const after = await used();
  await context.close();
  return {
    processes: after.processes - before.processes,
    thread: after.thread - before.thread,
    script: after.script - before.script,
  };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const browser = await launchBrowser();
const bare: Cost[] = [];
const probed: Cost[] = [];
await measure(browser, '/bare');
for (let round = 0; round < rounds; round++) {
  bare.push(await measure(browser, '/bare'));
  probed.push(await measure(browser, '/probed'));
}
await browser.close();
server.closeAllConnections();
server.close();

console.log(`a call of ${seconds} s with sound and picture, two connections in one page, median of ${rounds} rounds`);
const whole = median(bare.map(({ processes }) => processes));
for (const [what, key] of [
  ['all processes of Chromium', 'processes'],
  ['the thread of the page', 'thread'],
  ['scripts in it', 'script'],
] as const) {
  const [without, along] = [bare, probed].map((costs) => median(costs.map((cost) => cost[key])));
  const more = (along ?? NaN) - (without ?? NaN);
  const share = ((more / whole) * 100).toFixed(2);
  console.log(
    `${what.padEnd(26)} ${without?.toFixed(1)} ms without, ${along?.toFixed(1)} ms with: ${more.toFixed(1)} ms, ${share} % of the call`,
  );
}
console.log(`sent by the probe          ${batches / rounds} batches, ${(bytes / rounds / 1024).toFixed(1)} kB a call`);
