/**
 * Thousands of calls, each scripted and each with the verdict that it has to get; then everybody leaves, and the gateway
 * has to be back where it began: memory, handles, handshakes, rooms. Exits with 1 where it is not, or where a verdict was
 * wrong.
 *
 *   npm run soak [-- <minutes> --rate <calls a second> --gateway <url>,<url>]
 *
 * Without `--gateway` it starts one, as it ships, with faults on demand and a receiver of its traces. The first calls fill
 * what is kept on purpose (MAX_HANDSHAKES and the like) and are not measured.
 */
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checksOf, metric, type Check } from './checks.js';
import { startGateway, startSink } from './gateway.js';
import { readAll } from './readers.js';
import { Stage } from './stage.js';
import { Stalls } from './stalls.js';
import { stories, WrongVerdict } from './stories.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rate: { type: 'string', default: '10' }, gateway: { type: 'string' } },
});
const minutes = Number(positionals[0] ?? 2);
const rate = Number(values.rate);
if (!(minutes > 0 && rate > 0)) throw new Error('Usage: npm run soak [-- <minutes> --rate <calls a second>]');

/** Handshakes that the gateway keeps, and what the first calls have to come to so that all of that is full. */
const kept = 300;
const warmed = 3 * kept;
const settleMs = 60_000;
/** A wrong verdict on a page that the machine itself had kept waiting for so long says nothing; and how many of those may be. */
const stallMs = 500;
const unjudgedShare = 0.01;

const sink = await startSink();
const own = values.gateway
  ? undefined
  : await startGateway({
      FAULTS: 'on',
      NODE_ENV: '',
      // Everybody comes from one address here.
      LIMITS: 'off',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      MAX_HANDSHAKES: String(kept),
      LOG_LEVEL: 'info',
    });
const urls = values.gateway?.split(',') ?? [own?.url ?? ''];

const played = new Map<string, number>();
const wrong = new Map<string, number>();
const broken = new Map<string, number>();
const unjudged = new Map<string, number>();
const stalls = new Stalls();
const count = (tally: Map<string, number>, what: string) => void tally.set(what, (tally.get(what) ?? 0) + 1);

async function play(name: string): Promise<void> {
  const stage = new Stage(urls);
  const startedAt = performance.now();
  try {
    await stories[name]?.(stage);
    count(played, name);
  } catch (error) {
    const said = `${name}: ${error instanceof Error ? error.message : String(error)}`;
    if (stalls.worstSince(startedAt) > stallMs) count(unjudged, said);
    else count(error instanceof WrongVerdict ? wrong : broken, said);
  } finally {
    await stage.end();
  }
}

/** Begins stories at the rate, one kind after another, until it is enough; resolves when the last has ended. */
async function playUntil(enough: () => boolean, perSecond: number): Promise<void> {
  const names = Object.keys(stories);
  const playing: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let turn = 0; !enough(); turn++) {
    const due = startedAt + (turn * 1000) / perSecond - performance.now();
    if (due > 0) await after(due);
    playing.push(play(names[turn % names.length] ?? ''));
  }
  await Promise.all(playing);
}

const total = (tally: Map<string, number>) => [...tally.values()].reduce((sum, number) => sum + number, 0);
const stopReading = new AbortController();
const reading = readAll(urls, stopReading.signal, stalls);

console.log(`warming up, until ${warmed} calls have filled what is kept`);
await playUntil(() => total(played) > warmed, 2 * rate);
played.clear();
stopReading.abort();
await reading;
const checks = checksOf(urls, own);
const before = await Promise.all(checks.map((check) => settled(check, undefined)));

console.log(`${minutes} minutes at ${rate} calls a second`);
const again = new AbortController();
const readingAgain = readAll(urls, again.signal, stalls);
const endsAt = performance.now() + minutes * 60_000;
await playUntil(() => performance.now() >= endsAt, rate);
again.abort();
const reads = await readingAgain;

console.log(`${total(played)} stories, ${reads} readings`);
for (const [name, times] of played) console.log(`  ${String(times).padStart(6)}  ${name}`);
let failed = total(unjudged) > unjudgedShare * total(played);
for (const [title, tally] of [
  ['wrong verdicts', wrong],
  ['stories that broke', broken],
  ['not judged: no time', unjudged],
] as const) {
  failed ||= tally.size > 0 && tally !== unjudged;
  console.log(`${title.padEnd(24)} ${total(tally)}`);
  for (const [what, times] of tally) console.log(`  ${String(times).padStart(6)}  ${what}`);
}
for (const [index, check] of checks.entries()) {
  const start = before[index] ?? 0;
  const end = await settled(check, start);
  const back = check.back(start, end);
  failed ||= !back;
  console.log(`${check.name.padEnd(24)} ${check.say(start)} → ${check.say(end)}  ${back ? 'back' : 'NOT BACK'}`);
}
for (const url of urls) {
  const handshakes = await metric(url, 'hopline_handshakes_total');
  console.log(`handshakes               ${handshakes} on ${url}`);
}
const code = await own?.stop();
if (own && code !== 0) console.log(`the gateway ended with ${code}`);
sink.close();
stalls.end();
process.exitCode = failed || (own && code !== 0) ? 1 : 0;

/** Reads until it is as it has to be: what is on its way to be freed may take its time. */
async function settled(check: Check, start: number | undefined): Promise<number> {
  const until = performance.now() + settleMs;
  for (;;) {
    const value = await check.read();
    const done = start === undefined ? (check.idle?.(value) ?? true) : check.back(start, value);
    if (done || performance.now() > until) return value;
    await after(500);
  }
}
