/**
 * What a relayed message costs, beside what others cost, in one run and in turns: the gateway as it ships, bare Socket.IO,
 * PeerJS server, a relay that logs, one with OpenTelemetry's auto-instrumentation, and the floor.
 *
 *   npm run bench [-- --quick] [-- --rounds 3] [-- --only gateway,socket.io] [-- --seconds 3] [-- --json file]
 *                 [-- --skip latency,memory,flat,join,reports,batches,passing,profile] [-- --markdown file]
 *                 [-- --profile directory]
 *
 * `--parts flat,join` measures these alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { countBatches } from './relay/batches.js';
import { measureCrowds } from './relay/crowds.js';
import type { Findings, Join } from './relay/findings.js';
import { machineLine } from './relay/machine.js';
import { lackOfFiles } from './relay/open-files.js';
import { measurePassing } from './relay/passing.js';
import { shares } from './relay/profile.js';
import { Race, type Course, type Speed } from './relay/race.js';
import { report } from './relay/report.js';
import { measureBatches } from './relay/reports.js';
import {
  bare,
  contenders,
  gateway,
  proxied,
  traced,
  unlimited,
  unwatched,
  watched,
  type Contender,
} from './relay/servers.js';
import { placement, ServerProcess } from './relay/server-process.js';
import { number } from './relay/table.js';
import { measureJoin, weigh, type Weight } from './relay/weigh.js';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
    skip: { type: 'string', default: '' },
    parts: { type: 'string' },
    json: { type: 'string', default: 'dist/bench/relay.json' },
    markdown: { type: 'string' },
    profile: { type: 'string' },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const ms = Number(options.seconds ?? (options.quick ? 1 : 3)) * 1000;
const only = options.only?.split(',');
const skipped = options.skip.split(',');
const parts = options.parts?.split(',');
const isNamed = ({ name }: Contender) => !only || only.includes(name);
const chosen = contenders.filter(isNamed);
/** Beside those of the long table, for one number each. */
const extra = [traced, unlimited, watched, proxied].filter(isNamed);
const wanted = (part: string) => (parts ? parts.includes(part) : !options.quick && !skipped.includes(part));
/** The race and its latency are what a quick run is for. */
const raced = parts ? parts.includes('race') : true;
const withLatency = !skipped.includes('latency');
const crowdOfMemory = 10_000;

const say = (line: string) => console.error(line);

async function race(course: Course): Promise<Pick<Findings, 'speeds' | 'rate' | 'shares'>> {
  const all = [...chosen, ...extra];
  const speeds = new Map<string, Speed[]>(all.map(({ name }) => [name, []]));
  const names = chosen.map(({ name }) => name);
  const servers = await Race.start(all, course);
  let rate = 0;
  for (let round = 1; round <= rounds; round++) {
    const fast = await servers.round();
    const steady = await servers.steady(names, ms / 2);
    // Half of what bare Socket.IO carries on this machine at this time: the same rate for everybody.
    rate ||= Math.round((steady.get(bare.name)?.messagesPerSecond ?? 0) / 2 / 100) * 100;
    const slow = rate > 0 && withLatency ? await servers.latencies(names, rate, ms / 2) : undefined;
    for (const [name, speed] of fast) {
      const { messagesPerSecond, busy } = steady.get(name) ?? {};
      const sustained = messagesPerSecond === undefined || busy === undefined ? {} : { messagesPerSecond, busy };
      speeds.get(name)?.push({ ...speed, ...sustained, ...slow?.get(name) });
      say(`round ${round}  ${name.padEnd(12)} ${number(speed.cpuUs, 2)} µs a message`);
    }
  }
  const found = options.profile !== undefined || wanted('profile') ? await profile(servers) : [];
  await servers.stop();
  return { speeds, rate, shares: found };
}

/** Of all that run where a directory is named for it, and of the gateway otherwise. */
async function profile(servers: Race): Promise<Findings['shares']> {
  const directory = path.resolve(options.profile ?? path.join(tmpdir(), `hopline-bench-${process.pid}`));
  mkdirSync(directory, { recursive: true });
  const running = [...chosen, ...extra];
  const all = options.profile === undefined ? running.filter(({ name }) => name === gateway.name) : running;
  for (const { name } of all) await servers.profile(name, path.join(directory, `${name}.cpuprofile`));
  return all.some(({ name }) => name === gateway.name) ? shares(path.join(directory, 'gateway.cpuprofile')) : [];
}

async function memory(sink: string): Promise<Map<string, Weight>> {
  const weights = new Map<string, Weight>();
  const lack = lackOfFiles(crowdOfMemory + 100);
  if (lack !== undefined) say(`memory   not measured: ${lack}`);
  else {
    for (const contender of chosen.filter(({ name }) => name !== unwatched.name)) {
      const weight = await weigh(contender, sink, crowdOfMemory);
      weights.set(contender.name, weight);
      say(`memory   ${contender.name.padEnd(12)} ${number(weight.idleKb)} kB a connection`);
    }
  }
  return weights;
}

async function joins(sink: string): Promise<Join[]> {
  const found: Join[] = [];
  for (const members of [25, 50, 100, 200, 400, 800]) {
    const us = await measureJoin(gateway, sink, members);
    found.push({ members, us });
    say(`join     ${members}: ${number(us, 0)} µs`);
  }
  return found;
}

async function measure(): Promise<Findings> {
  const receiver = await ServerProcess.start({ script: 'bench/servers/otlp-sink.mjs', core: 'load' });
  const sink = `http://127.0.0.1:${receiver.port}`;
  const crowd = { pairs: 50, roomSize: 2, handshakesAtOnce: 50 };
  const course: Course = { ...crowd, warmUpMs: options.quick ? 2000 : 4000, ms, turns: 10, sink };
  const findings: Findings = {
    machine: machineLine(),
    how: `${placement}; ${rounds} rounds of ${ms / 1000} s each, in turns of ${ms / course.turns} ms; logs go to a file`,
    chosen,
    ...(raced ? await race(course) : { speeds: new Map(), rate: 0, shares: [] }),
    weights: wanted('memory') ? await memory(sink) : new Map(),
    crowds: wanted('flat') ? await measureCrowds(course, say) : [],
    joins: wanted('join') ? await joins(sink) : [],
    batchUs: wanted('reports') ? await measureBatches(sink) : [],
    batches: wanted('batches') ? await countBatches(sink, rounds, say) : [],
    passing: wanted('passing')
      ? await measurePassing({ pairs: 50, rounds, warmUpMs: 3000, ms: 2000, messagesPerSecond: 1000, sink }, say)
      : [],
  };
  await receiver.stop();
  return findings;
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

try {
  const findings = await measure();
  say(`It took ${number(performance.now() / 1000, 0)} s.`);
  const text = report(findings);
  console.log(text);
  if (options.markdown !== undefined) write(options.markdown, `${text}\n`);
  const { speeds, weights } = findings;
  const plain = {
    ...findings,
    speeds: Object.fromEntries(speeds),
    weights: Object.fromEntries(weights),
    chosen: undefined,
  };
  write(options.json, JSON.stringify(plain, undefined, 2));
} catch (error) {
  console.error(`The benchmark has stopped. ${error instanceof Error ? error.message : String(error)}`);
  // The servers go as soon as this process does.
  process.exit(1);
}
