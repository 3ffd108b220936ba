/**
 * Whether the console lags with a thousand handshakes: makes them with real sockets, opens the console, scrolls through
 * the whole list while calls go on, and says how long the frames and the tasks of the page took.
 *
 *   npm run bench:console [-- 1000]
 */
/// <reference lib="dom" />
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { call, join, type Person } from '../docs/screenshots/calls.js';
import { launchBrowser } from '../test/support/browser.js';

const count = Number(process.argv[2] ?? 1000);
const pairs = 20;
const scrolledMs = 5000;

const gateway = spawn(process.execPath, ['dist/server/src/main.js'], {
  env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_FORMAT: 'json', LOG_LEVEL: 'info' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await new Promise<string>((listening) => {
  createInterface({ input: gateway.stdout }).on('line', (line) => {
    const [address] = /http:\/\/localhost:\d+/.exec(line) ?? [];
    if (address) listening(address);
  });
});
const people: [Person, Person][] = [];
for (let index = 0; index < pairs; index++) {
  people.push([await join(url, `room ${index}`, `Anna ${index}`), await join(url, `room ${index}`, `Boris ${index}`)]);
}
for (let made = 0; made < count; made += pairs) await Promise.all(people.map(([anna, boris]) => call(anna, boris)));

const browser = await launchBrowser();
const page = await browser.newPage();
await page.setViewport({ width: 1300, height: 900 });
await page.evaluateOnNewDocument(() => {
  const tasks: number[] = [];
  Object.assign(window, { tasks });
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
    buffered: true,
  });
});
await page.goto(`${url}/console/`);
await page.waitForFunction(
  (rows: number) => Number(document.querySelector('#table')?.ariaRowCount) > rows,
  {},
  count - 1,
);
await page.waitForSelector('.rows .row');
const opened = await page.evaluate(() => ({
  drawn: performance.now(),
  tasks: (window as unknown as { tasks: number[] }).tasks.splice(0),
  rows: document.querySelectorAll('.rows .row').length,
  elements: document.querySelectorAll('*').length,
}));

const calling = { on: true };
let calls = 0;
const busy = (async () => {
  while (calling.on) {
    const [anna, boris] = people[calls++ % pairs] ?? [];
    if (anna && boris) await call(anna, boris);
  }
})();
const scrolled = await page.evaluate(async (ms: number) => {
  const scroller = document.querySelector('#scroller');
  if (!scroller) throw new Error('the console has no list');
  const frames: number[] = [];
  const began = performance.now();
  for (let before = began; before - began < ms;) {
    scroller.scrollTop = ((before - began) / ms) * scroller.scrollHeight;
    const now = await new Promise<number>((frame) => requestAnimationFrame(frame));
    frames.push(now - before);
    before = now;
  }
  return { frames, tasks: (window as unknown as { tasks: number[] }).tasks };
}, scrolledMs);
calling.on = false;
await busy;
await browser.close();
for (const { socket } of people.flat()) socket.close();
gateway.kill('SIGTERM');
await once(gateway, 'exit');

const sorted = scrolled.frames.toSorted((a, b) => a - b);
const at = (share: number) =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1);
const told = (tasks: readonly number[]) =>
  tasks.length === 0 ? 'none' : `${tasks.length}, the longest ${Math.max(...tasks).toFixed(0)} ms`;
console.log(
  `${count} handshakes in the list, ${opened.rows} of them in the document (${opened.elements} elements in all)`,
);
console.log(`opened      ${opened.drawn.toFixed(0)} ms after the page began; tasks above 50 ms: ${told(opened.tasks)}`);
console.log(
  `scrolled    ${scrolled.frames.length} frames while ${calls} calls came in: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`,
);
console.log(`            tasks above 50 ms: ${told(scrolled.tasks)}`);
