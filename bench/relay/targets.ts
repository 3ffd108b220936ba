import type { Findings } from './findings.js';
import type { Speed } from './race.js';
import { bare, gateway, lowest, peer, proxied, traced, unlimited, unwatched, watched } from './servers.js';
import { differenceTo, lessOne, number, range, ratioTo, spreadOf, table, type Spread } from './table.js';

/** One number that is asked for. */
interface Target {
  what: string;
  reached: Spread | undefined;
  must?: number;
  aim?: number;
  /** More is better. */
  least?: true;
  digits?: number;
  /** Said beside the number. */
  note?: string;
}

const of = (values: readonly number[]): Spread | undefined => {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? undefined : spreadOf(known);
};
const one = (value: number | undefined) => of(value === undefined ? [] : [value]);
const cpu = ({ cpuUs }: Speed) => cpuUs;

/** A join in a room twice as large may take twice as long: its cost a member in the largest ÷ that in the middle. */
function joinGrowth({ joins }: Findings): number | undefined {
  const [most, half] = [joins.at(-1), joins.at(-2)];
  return most && half && most.us / most.members / (half.us / half.members);
}

function targetsOf(findings: Findings): Target[] {
  const { speeds, weights, crowds, batchUs, batches, passing } = findings;
  const own = speeds.get(gateway.name) ?? [];
  const to = (name: string, others: string, value: (speed: Speed) => number | undefined) =>
    ratioTo(speeds.get(name) ?? [], speeds.get(others), value);
  const [weight, plain] = [weights.get(gateway.name), weights.get(bare.name)];
  const [few, many] = [crowds[0], crowds.at(-1)];
  return [
    {
      what: 'CPU of a message ÷ bare Socket.IO, everything on',
      reached: to(gateway.name, bare.name, cpu),
      must: 1,
      aim: 0.7,
    },
    { what: 'the same, the relay alone', reached: to(unwatched.name, bare.name, cpu), must: 0.65, aim: 0.55 },
    { what: 'CPU of a message ÷ PeerJS server', reached: to(gateway.name, peer.name, cpu), must: 1.3, aim: 0.9 },
    { what: 'CPU of a message ÷ floor', reached: to(gateway.name, lowest.name, cpu), must: 2.2, aim: 1.5 },
    {
      what: 'messages/s on one core ÷ bare Socket.IO',
      reached: to(gateway.name, bare.name, ({ messagesPerSecond }) => messagesPerSecond),
      must: 1,
      aim: 1.4,
      least: true,
      note: heldUp(findings),
    },
    {
      what: 'p99 at half of what bare carries ÷ bare',
      reached: to(gateway.name, bare.name, ({ p99 }) => p99),
      must: 1.2,
      aim: 1,
    },
    { what: 'CPU ÷ bare, every healthy trace drawn', reached: to(traced.name, bare.name, cpu), must: 1.6, aim: 1.2 },
    { what: 'limits, µs a message (on − off)', reached: differenceTo(own, speeds.get(unlimited.name), cpu), must: 0.3 },
    {
      what: 'watching from inside, its CPU of a message ÷ bare Socket.IO',
      reached: lessOne(to(watched.name, bare.name, cpu)),
      must: 0.5,
      aim: 0.25,
    },
    {
      what: 'watching from in front, its CPU of a message ÷ bare Socket.IO',
      reached: to(proxied.name, bare.name, cpu),
      must: 1.2,
      aim: 0.8,
    },
    {
      what: 'kB of an idle connection ÷ bare',
      reached: one(weight && plain && weight.idleKb / plain.idleKb),
      must: 1,
      aim: 0.6,
    },
    { what: 'kB of an open handshake', reached: one(weight?.handshakeKb), must: 4, aim: 2.5 },
    {
      what: 'CPU of a message at 10,000 connections ÷ at 100',
      reached: one(few && many && many.gateway / few.gateway),
      must: 1.15,
      aim: 1.05,
    },
    { what: 'a join in a room of n: µs a member, 800 ÷ 400 (O(n): 1)', reached: one(joinGrowth(findings)), must: 1.15 },
    { what: 'a batch of probe reports (HTTP), µs', reached: of(batchUs), must: 120, aim: 80, digits: 0 },
    { what: 'batches a handshake, both probes', reached: of(batches), must: 5, aim: 4, digits: 0 },
    { what: 'passing through, µs a message', reached: of(passing.map(({ passingUs }) => passingUs)), aim: 5 },
    {
      what: 'passing through, added p50, ms',
      reached: of(passing.map(({ passedMs, ownMs }) => passedMs - ownMs)),
      aim: 0.5,
    },
  ];
}

/** What the load program, on the other core, could not drive to its end; the ratio says less then. */
function heldUp({ speeds }: Findings): string {
  const busy = [gateway, bare].map(
    ({ name }) => of((speeds.get(name) ?? []).map((speed) => speed.busy ?? NaN))?.median,
  );
  if (busy.some((share) => share === undefined)) return '';
  const [own, other] = busy.map((share = NaN) => `${number(share * 100, 0)} %`);
  return ` (cores used: ${own}, bare ${other})`;
}

function met({ reached, must, aim, least }: Target): string {
  if (!reached) return '–';
  const within = (bound: number | undefined) =>
    bound !== undefined && (least ? reached.median >= bound : reached.median <= bound);
  if (within(aim)) return 'yes, the aim';
  return must !== undefined && within(must) ? 'yes' : 'no';
}

const bound = ({ least }: Target, value: number | undefined) =>
  value === undefined ? '–' : `${least ? '≥ ' : ''}${value}`;

/** One number a row, which is what people see first. */
export function targetTable(findings: Findings): string {
  const rows = targetsOf(findings).map((target) => [
    target.what,
    target.reached ? `${range(target.reached, target.digits ?? 2)}${target.note ?? ''}` : 'not measured',
    bound(target, target.must),
    bound(target, target.aim),
    met(target),
  ]);
  return table(['target', 'reached: median (range)', 'must', 'aim', 'met?'], rows);
}
