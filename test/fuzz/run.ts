/**
 * Hostile messages against the built gateway, in a process of its own so that a crash is seen as one.
 *
 *   npm run fuzz [-- 1000000 [seed]]
 */
import { spawn } from 'node:child_process';
import { fuzz } from './fuzz.js';

const messages = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 1e6);

const gateway = spawn(process.execPath, ['--trace-uncaught', 'dist/server/src/main.js'], {
  // Without limits, so that every message comes as far as it can.
  env: {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'info',
    LIMITS: 'off',
    FAULTS: 'off',
  },
  stdio: ['ignore', 'pipe', 'pipe'],
});
let stopping = false;
let complaints = '';
gateway.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text.slice(0, 10_000)));
const url = await new Promise<string>((listening) => {
  gateway.stdout.on('data', (bytes: Buffer) => {
    const [address] = /http:\/\/localhost:\d+/.exec(bytes.toString()) ?? [];
    if (address) listening(address.replace('localhost', '127.0.0.1'));
  });
});
const exited = new Promise<void>((exit) => gateway.once('exit', () => exit()));
void exited.then(() => {
  if (stopping) return;
  console.error(`The gateway has ended. Seed ${seed}.\n${complaints}`);
  process.exit(1);
});

const page = async () => (await fetch(`${url}/metrics`)).text();
const sumOf = (text: string, series: RegExp) =>
  [...text.matchAll(series)].reduce((sum, [, value]) => sum + Number(value), 0);
const megabytes = (text: string) => sumOf(text, /^process_resident_memory_bytes (\S+)/gm) / 2 ** 20;

console.log(`${messages} hostile messages, seed ${seed}`);
const memory: number[] = [megabytes(await page())];
let marks = 0;
const began = performance.now();
const weigh = async (sent: number) => {
  const size = megabytes(await page());
  memory.push(size);
  console.log(`${String(sent).padStart(9)} sent, ${size.toFixed(0)} MB`);
};
const result = await fuzz({
  url,
  messages,
  seed,
  progress: (sent) => {
    if (sent < (messages * (marks + 1)) / 10) return;
    marks++;
    void weigh(sent);
  },
});
const seconds = (performance.now() - began) / 1000;
const end = await page();
const defects =
  sumOf(end, /^hopline_watcher_failures_total\{[^}]*\} (\S+)/gm) +
  sumOf(end, /^hopline_hops_total\{[^}]*result="failed"[^}]*\} (\S+)/gm);
const refused = sumOf(end, /^hopline_rejections_total\{[^}]*\} (\S+)/gm);
stopping = true;
gateway.kill('SIGTERM');
await exited;
console.log(
  `${result.sent} messages and ${result.requests} requests in ${seconds.toFixed(0)} s; ${refused} refusals, ${result.ended} connections ended by what they sent
defects               ${defects}
written to stderr     ${complaints.length} characters
honest calls beside   ${result.calls}, every message as it was sent; the slowest took ${result.slowestMs.toFixed(0)} ms
memory                ${memory.map((size) => size.toFixed(0)).join(' → ')} MB`,
);
if (complaints !== '') console.error(complaints.slice(0, 3000));
process.exit(defects === 0 && complaints === '' ? 0 : 1);
