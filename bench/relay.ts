/**
 * What a relayed message costs, beside what others cost, in one run and in turns: the gateway as it ships, bare Socket.IO,
 * PeerJS server, a relay that logs, one with OpenTelemetry's auto-instrumentation, and the floor.
 *
 *   npm run bench [-- --quick] [-- --rounds 5] [-- --only gateway,socket.io] [-- --skip memory,flat,join,passing]
 *                 [-- --seconds 5] [-- --json file] [-- --profile directory]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measurePassing } from './relay/passing.js';
import { passingTable } from './relay/passing-table.js';
import { shares } from './relay/profile.js';
import { Race, type Course, type Speed } from './relay/race.js';
import { bare, contenders, gateway, lowest, peer, unwatched } from './relay/servers.js';
import { placement, ServerProcess } from './relay/server-process.js';
import { number, range, ratioTo, spreadOf, table } from './relay/table.js';
import { measureJoin, weigh, type Weight } from './relay/weigh.js';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
    skip: { type: 'string', default: '' },
    json: { type: 'string', default: 'dist/bench/relay.json' },
    profile: { type: 'string' },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const ms = Number(options.seconds ?? (options.quick ? 2 : 5)) * 1000;
const only = options.only?.split(',');
const skipped = options.skip.split(',');
const chosen = contenders.filter(({ name }) => !only || only.includes(name));
const wanted = (part: string) => !options.quick && !skipped.includes(part);

const say = (line: string) => console.error(line);
const sink = await ServerProcess.start({ script: 'bench/servers/otlp-sink.mjs', core: 'load' });
const course: Course = {
  pairs: 50,
  roomSize: 2,
  handshakesAtOnce: 50,
  warmUpMs: options.quick ? 3000 : 5000,
  ms,
  turns: 10,
  sink: `http://127.0.0.1:${sink.port}`,
};

const speeds = new Map<string, Speed[]>(chosen.map(({ name }) => [name, []]));
const race = await Race.start(chosen, course);
let rate = 0;
for (let round = 1; round <= rounds; round++) {
  const fast = await race.round();
  // Half of what bare Socket.IO carries on this machine at this time: the same rate for everybody.
  rate ||= Math.round((fast.get(bare.name)?.messagesPerSecond ?? 0) / 2 / 100) * 100;
  const slow = rate > 0 && !skipped.includes('latency') ? await race.latencies(rate, ms / 2) : undefined;
  for (const [name, speed] of fast) {
    speeds.get(name)?.push({ ...speed, ...slow?.get(name) });
    say(`round ${round}  ${name.padEnd(12)} ${number(speed.cpuUs, 2)} µs a message`);
  }
}
if (options.profile !== undefined) {
  mkdirSync(options.profile, { recursive: true });
  for (const { name } of chosen) await race.profile(name, path.resolve(options.profile, `${name}.cpuprofile`));
}
await race.stop();

const weights = new Map<string, Weight>();
if (wanted('memory')) {
  for (const contender of chosen.filter(({ name }) => name !== unwatched.name)) {
    weights.set(contender.name, await weigh(contender, course.sink, 10_000));
    say(`memory   ${contender.name.padEnd(12)} ${number(weights.get(contender.name)?.idleKb)} kB a connection`);
  }
}

const crowds = [
  { title: '100 connections, 50 rooms', pairs: 50, roomSize: 2 },
  { title: '160 connections, 10 rooms of 16', pairs: 80, roomSize: 16 },
  { title: '1,000 connections, 500 rooms', pairs: 500, roomSize: 2 },
  { title: '10,000 connections, 5,000 rooms', pairs: 5000, roomSize: 2 },
];
const flat: { title: string; gateway: number; bare: number }[] = [];
if (wanted('flat')) {
  for (const { title, ...crowd } of crowds) {
    const crowded = await Race.start([gateway, bare], { ...course, ...crowd });
    const found = await crowded.round();
    await crowded.stop();
    flat.push({ title, gateway: found.get(gateway.name)?.cpuUs ?? NaN, bare: found.get(bare.name)?.cpuUs ?? NaN });
    say(`flat     ${title}: ${number(flat.at(-1)?.gateway, 2)} µs`);
  }
}

const joins: { members: number; us: number }[] = [];
if (wanted('join')) {
  for (const members of [25, 50, 100, 200, 400, 800]) {
    joins.push({ members, us: await measureJoin(gateway, course.sink, members) });
    say(`join     ${members}: ${number(joins.at(-1)?.us, 0)} µs`);
  }
}
const passing = wanted('passing')
  ? await measurePassing(
      { pairs: 50, rounds, warmUpMs: 3000, ms: 3000, messagesPerSecond: 1000, sink: course.sink },
      say,
    )
  : [];
await sink.stop();

const to = (name: string, others: string, of: (speed: Speed) => number | undefined) =>
  ratioTo(speeds.get(name) ?? [], speeds.get(others), of);
const cpu = ({ cpuUs }: Speed) => cpuUs;
const of = (name: string, value: (speed: Speed) => number | undefined) =>
  spreadOf((speeds.get(name) ?? []).flatMap((speed) => value(speed) ?? []));
const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${machine}, ${process.platform}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`,
);
console.log(
  `${placement}; ${rounds} rounds of ${ms / 1000} s each, in turns of ${ms / course.turns} ms; logs go to a file\n`,
);
console.log(
  table(
    [
      'server',
      'µs of CPU a message',
      '× bare Socket.IO',
      'messages/s',
      'core used',
      'p50 ms',
      'p99 ms',
      'kB a connection',
    ],
    chosen.map(({ name, title }) => [
      title,
      range(of(name, cpu), 2),
      range(to(name, bare.name, cpu), 2),
      number(of(name, ({ messagesPerSecond }) => messagesPerSecond).median, 0),
      `${number(of(name, ({ busy }) => busy * 100).median, 0)} %`,
      number(of(name, ({ p50 }) => p50).median, 2),
      number(of(name, ({ p99 }) => p99).median, 2),
      number(weights.get(name)?.idleKb, 1),
    ]),
  ),
);
if (rate > 0) console.log(`\nLatency at ${number(rate, 0)} messages/s, half of what bare Socket.IO carries.`);

const p99 = (speed: Speed) => speed.p99;
const weight = (name: string) => weights.get(name);
const share = ratioTo(speeds.get(gateway.name) ?? [], speeds.get(unwatched.name), cpu);
const spans = of(gateway.name, ({ exported = 0, spans: all = 0 }) => (exported / all) * 100);
const goals: [what: string, reached: string, goal: string][] = [
  ['CPU of a message ÷ bare Socket.IO', range(to(gateway.name, bare.name, cpu), 2), '0.70'],
  ['CPU of a message ÷ PeerJS server', range(to(gateway.name, peer.name, cpu), 2), '1.00'],
  ['CPU of a message ÷ floor', range(to(gateway.name, lowest.name, cpu), 2), '1.50'],
  ['p99 at half load ÷ bare Socket.IO', range(to(gateway.name, bare.name, p99), 2), '1.20'],
  [
    'kB of an idle connection ÷ bare Socket.IO',
    number((weight(gateway.name)?.idleKb ?? NaN) / (weight(bare.name)?.idleKb ?? NaN), 2),
    '1.00',
  ],
  ['kB of an open handshake', number(weight(gateway.name)?.handshakeKb, 2), '4.00'],
  ['telemetry, % of the gateway’s CPU', number(share && (1 - 1 / share.median) * 100, 0), '15'],
  ['spans exported at full speed, %', number(spans.median, 0), '–'],
];
console.log(`\n${table(['target', 'reached', 'at most'], goals)}`);
if (flat.length > 0) {
  const cell = ({ title, ...us }: (typeof flat)[number]) => [title, number(us.gateway, 2), number(us.bare, 2)];
  console.log(`\n${table(['µs of CPU a message', 'gateway', 'bare Socket.IO'], flat.map(cell))}`);
}
if (joins.length > 0) {
  const cell = ({ members, us }: (typeof joins)[number]) => [`${members}`, number(us, 0), number(us / members, 2)];
  console.log(`\n${table(['a leave and a join in a room of', 'µs of CPU', 'µs a member'], joins.map(cell))}`);
}
if (passing.length > 0) console.log(`\n${passingTable(passing)}`);
if (options.profile !== undefined) {
  console.log(
    `\n${table(['where the gateway’s busy time goes', 'share'], shares(path.resolve(options.profile, 'gateway.cpuprofile')))}`,
  );
}
const result = {
  machine,
  node: process.versions.node,
  rounds,
  ms,
  rate,
  placement,
  speeds: Object.fromEntries(speeds),
  weights: Object.fromEntries(weights),
  flat,
  joins,
  passing,
};
mkdirSync(path.dirname(options.json), { recursive: true });
writeFileSync(options.json, JSON.stringify(result, undefined, 2));
