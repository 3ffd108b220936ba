/**
 * What a flood from one client costs the others: honest pairs relay candidates at a steady rate while a hostile process
 * floods another gateway on the same machine, and then while it floods theirs, again and again; the times of both are
 * held against each other, and so what is measured is the gateway and not the machine.
 *
 *   npm run bench:flood [-- off]     off: the same without limits, to see what they are for
 */
import { fork, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AddressLimiter } from '../src/limits/address-limiter.js';
import { Meter } from '../src/limits/meter.js';
import { MessageLimiter } from '../src/limits/message-limiter.js';
import { rawClient, type RawClient } from '../test/support/raw-client.js';

const limits = process.argv[2] === 'off' ? 'off' : 'on';
const pairs = 20;
const perSecond = 50;
const rounds = Number(process.env['ROUNDS'] ?? 5);
const phaseMs = 3000;
const allowed = 1.5;

/** The built gateway in a process of its own. */
async function startGateway(): Promise<string> {
  const gateway = spawn(process.execPath, ['dist/server/src/main.js'], {
    env: { ...process.env, PORT: '0', HOST: '0.0.0.0', LOG_FORMAT: 'json', LOG_LEVEL: 'info', LIMITS: limits },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => gateway.kill());
  return new Promise<string>((listening) => {
    gateway.stdout.on('data', (bytes: Buffer) => {
      const [address] = /http:\/\/localhost:\d+/.exec(bytes.toString()) ?? [];
      if (address) listening(address.replace('localhost', '127.0.0.1'));
    });
  });
}

const url = await startGateway();
/** Takes the flood while the pairs are alone: the machine has as much to do then. */
const elsewhere = await startGateway();

let took: number[] = [];
const heard = (event: string, payload: unknown) => {
  if (event !== 'ice-candidate') return;
  took.push(performance.now() - (payload as { candidate: { sentAt: number } }).candidate.sentAt);
};
const line = 'candidate:842163049 1 udp 2122260223 192.0.2.7 54321 typ host generation 0 ufrag aB3d network-id 1';
const callers: { from: RawClient; to: RawClient }[] = [];
for (let pair = 0; pair < pairs; pair++) {
  const [from, to] = [await rawClient(url, { heard }), await rawClient(url, { heard })];
  for (const one of [from, to]) one.emit('join-room', `room ${pair}`, `one ${one.id}`);
  callers.push({ from, to });
}

/** Relays at the steady rate for one phase; answers with its times in ms, sorted. */
async function phase(): Promise<number[]> {
  took = [];
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < phaseMs) {
    const due = ((performance.now() - began) / 1000) * perSecond * pairs;
    for (; sent < due; sent++) {
      const { from, to } = callers[sent % pairs] as (typeof callers)[number];
      from.emit('ice-candidate', { target: to.id, candidate: { candidate: line, sentAt: performance.now() } });
    }
    await pause(1);
  }
  await pause(200);
  return took.toSorted((a, b) => a - b);
}

const ms = (a: number, b: number) => `${a.toFixed(2)} → ${b.toFixed(2)} ms`.padEnd(22);
const at = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
const median = (numbers: number[]) =>
  at(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );
const cpuSeconds = async () => {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(page)?.[1]);
};

const nanoseconds = (act: () => void, times: number) => {
  const began = performance.now();
  for (let time = 0; time < times; time++) act();
  return (((performance.now() - began) * 1e6) / times).toFixed(0);
};
const ignore = () => undefined;
const rates = { messages: 1e9, bytes: 1e12, joins: 1 };
const address = new AddressLimiter({ messages: 1e9, bytes: 1e12, held: 1e9 });
const limiter = new MessageLimiter(rates, address, ignore, { rest: ignore, cut: ignore });
const meter = new Meter({ limiter, address, known: true }, { unanswered: 0 });
/** A frame of a client with 300 bytes of text. */
const frame = Buffer.concat([Buffer.from([0x81, 0x80 | 126, 300 >> 8, 300 & 0xff, 1, 2, 3, 4]), Buffer.alloc(300)]);
const packet = () => {
  meter.read(frame);
  limiter.take('ice-candidate');
};
nanoseconds(packet, 1e6);
console.log(`a message is counted           ${nanoseconds(packet, 3e6)} ns`);
const other = new RateLimiterMemory({ points: 1e9, duration: 10 });
const began = performance.now();
for (let time = 0; time < 300_000; time++) await other.consume('one');
console.log(`rate-limiter-flexible       ${(((performance.now() - began) * 1e6) / 300_000).toFixed(0)} ns, awaited`);
console.log(
  `\n${pairs} pairs, ${pairs * perSecond} messages a second, LIMITS=${limits}; medians of ${rounds} rounds\n`,
);
console.log('flood of     p50 alone → flooded   p99 alone → flooded   times    what the hostile client did');

/** One phase while a gateway is flooded. */
async function beneath(kind: string, flooded: string) {
  const flooder = fork(new URL('flooder.js', import.meta.url), [flooded, kind]);
  const told = new Promise<{ messages: number; connects: number; refused: number }>((resolve) =>
    flooder.once('message', (sent) => resolve(sent as never)),
  );
  const exited = new Promise((resolve) => flooder.once('exit', resolve));
  await pause(300);
  const before = await cpuSeconds();
  const times = await phase();
  const cpu = (await cpuSeconds()) - before;
  flooder.kill('SIGTERM');
  await exited;
  return { times, cpu, ...(await told) };
}

await phase();
for (const kind of ['candidates', 'events', 'frames', 'connects', 'reports', 'requests', 'files']) {
  const alone: number[][] = [];
  const beside: number[][] = [];
  const did = { messages: 0, connects: 0, refused: 0, cpu: 0 };
  for (let round = 0; round < rounds; round++) {
    alone.push((await beneath(kind, elsewhere)).times);
    const flood = await beneath(kind, url);
    beside.push(flood.times);
    for (const key of ['messages', 'connects', 'refused', 'cpu'] as const) did[key] += flood[key];
  }
  const p = (share: number) => [alone, beside].map((phases) => median(phases.map((times) => at(times, share))));
  const [p50 = 0, p50Beside = 0] = p(0.5);
  const [p99 = 0, p99Beside = 0] = p(0.99);
  const ratio = p99Beside / p99;
  console.log(
    `${kind.padEnd(12)} ${ms(p50, p50Beside)}${ms(p99, p99Beside)}${ratio.toFixed(2)}${ratio > allowed ? '!' : ' '}    ${did.messages} messages or requests, ${did.connects} connects, ${did.refused} refused; gateway ${((did.cpu * 1000) / (rounds * (phaseMs / 1000 + 0.2))).toFixed(0)} ms CPU a second`,
  );
}
process.exit(0);
