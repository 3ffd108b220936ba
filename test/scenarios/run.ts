import { parseArgs } from 'node:util';
import { playHealthy } from './healthy.js';
import { alone, cluster, homes, type Instances } from './instances.js';
import { matrix, playAll, waits, type Row } from './matrix.js';
import { World } from './world.js';

const { values } = parseArgs({
  options: {
    repeat: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    'at-once': { type: 'string', default: '6' },
    healthy: { type: 'string', default: '0' },
    cluster: { type: 'boolean', default: false },
    home: { type: 'string', default: 'first' },
  },
});

/** One, or with `--cluster` two as one. */
function instances(env: Record<string, string> = {}): Promise<Instances> {
  if (!values.cluster) return alone(env);
  const home = homes.find((known) => known === values.home);
  if (!home) throw new Error(`--home is one of ${homes.join(', ')}`);
  return cluster(home, env);
}

/** No false alarm: this many healthy calls, among them slow ones, on a machine whose every core is busy. */
async function healthy(calls: number): Promise<boolean> {
  const world = await World.open(instances());
  try {
    const { handshakes, outcomes, failed, overdue, withdrawn } = await playHealthy(world, calls, 4);
    console.log(`${calls} healthy calls, ${handshakes} handshakes: ${JSON.stringify(outcomes)}`);
    console.log(`${failed.length} failed at the end, ${withdrawn} for a while; ${overdue.length} overdue for a while`);
    const alarms = new Set([...failed, ...overdue]);
    for (const view of alarms) console.log(JSON.stringify(view));
    console.log(`${handshakes - alarms.size} passed, ${alarms.size} failed`);
    return alarms.size === 0 && withdrawn === 0;
  } finally {
    await world.close();
  }
}

/** The matrix, round after round; one row per scenario. */
async function scenarios(): Promise<boolean> {
  const chosen = matrix.filter(({ name }) => name.includes(values.only));
  const world = await World.open(instances(waits));
  let passed = 0;
  let failed = 0;
  let impossible = 0;
  let toldBefore = 0;
  const tell = (row: Row): void => {
    if (row.impossible !== undefined) impossible++;
    else if (row.wrong.length > 0) failed++;
    else passed++;
    if (row.before !== undefined) toldBefore++;
    console.log(line(row));
  };
  console.log(columns('verdict', 'time', 'evidence', 'expected', 'got', 'scenario'));
  try {
    for (let round = 1; round <= Number(values.repeat); round++) {
      await playAll(world, chosen, Number(values['at-once']), tell);
    }
  } finally {
    await world.close();
  }
  if (toldBefore > 0) console.log(`${toldBefore} were told something else before, and not as failed`);
  console.log(`${passed} passed, ${failed} failed${impossible > 0 ? `, ${impossible} not possible here` : ''}`);
  return failed === 0 && passed > 0;
}

function line({ name, expected, got, evidence, tookMs, wrong, before, impossible }: Row): string {
  if (impossible !== undefined) return `not possible here: ${impossible}: ${name}`;
  const seconds = Number.isNaN(tookMs) ? '' : `${(tookMs / 1000).toFixed(2)} s`;
  const row = columns(wrong.length > 0 ? 'WRONG' : 'right', seconds, evidence, expected, got, name);
  const remarks = before === undefined ? wrong : [...wrong, `told before: ${before}`];
  return [row, ...remarks.map((remark) => `       ${remark}`)].join('\n');
}

function columns(verdict: string, time: string, evidence: string, expected: string, got: string, name: string): string {
  return [verdict.padEnd(7), time.padStart(8), evidence.padEnd(9), expected.padEnd(30), got.padEnd(30), name].join(
    '  ',
  );
}

// Networks are taken down on exit, which a signal alone would not be.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const calls = Number(values.healthy);
process.exitCode = (await (calls > 0 ? healthy(calls) : scenarios())) ? 0 : 1;
