import { setImmediate } from 'node:timers/promises';
import { probeSteps, type Report } from '../../protocol/reports.js';
import { now } from '../../src/hops/clock.js';
import { candidate, candidateLine } from '../support/sdp.js';
import { Dice } from './dice.js';
import { adminToken, batchFrom, type FullHouse } from './full-house.js';
import { batchOf, requestKinds, requestOf, tokenOf } from './requests.js';

/**
 * What can be sent to a gateway, or asked of it, in one piece. Messages between instances are none of them: the fuzzer
 * knows one gateway, alone.
 */
const kinds = [
  'offer',
  'answer',
  'ice-candidate',
  'reports',
  'join',
  'leave',
  'gone',
  'change',
  'token',
  ...requestKinds,
] as const;
type Kind = (typeof kinds)[number];

/** One input: its kind, and the choices that make the rest of it, which can be rolled anew one by one. */
export interface Input {
  readonly kind: Kind;
  readonly seed: number;
}

export interface Cost {
  readonly input: Input;
  /** What the longest iteration of the event loop took, in ms. */
  readonly ms: number;
}

/** Of each kind so many inputs are measured again, those that were dearest when they were tried. */
const finalists = 3;
/** Gateways in which they are. */
export const houses = 5;

/**
 * Looks for the inputs that cost a full gateway most, and not for those that break it: what was dear is tried again, with
 * a part of it changed.
 *
 * One measurement says little, as memory may be cleared in the middle of it; the least of several in the same gateway says
 * too little, as what has to be worked out the first time may be known the second. So the dearest go to gateways that were
 * newly filled, one like another, where each comes once, in the same order: all find the same state there, and none has
 * been there before. The median of that is what an input costs.
 *
 * @param rounds inputs that are tried
 * @param build fills a gateway
 * @returns of each kind the dearest input, the dearest kind first
 */
export async function dearest(build: () => Promise<FullHouse>, rounds: number, seed: number): Promise<Cost[]> {
  const best = await search(build, rounds, new Dice(seed));
  const inputs = [...best.values()].flat().map(({ input }) => input);
  const times = inputs.map((): number[] => []);
  for (let each = 0; each < houses; each++) {
    const house = await build();
    for (const [index, input] of inputs.entries()) times[index]?.push(await costOf(house, input));
    await house.close();
  }
  const costs = inputs.map((input, index) => ({ input, ms: medianOf(times[index] ?? []) }));
  const byCost = costs.toSorted((a, b) => b.ms - a.ms);
  return kinds.flatMap((kind) => byCost.find(({ input }) => input.kind === kind) ?? []).toSorted((a, b) => b.ms - a.ms);
}

async function search(build: () => Promise<FullHouse>, rounds: number, dice: Dice): Promise<Map<Kind, Cost[]>> {
  const house = await build();
  const best = new Map<Kind, Cost[]>();
  for (let round = 0; round < rounds; round++) {
    const kind = kinds[round % kinds.length] ?? 'offer';
    const known = best.get(kind) ?? [];
    const [first] = known;
    const input =
      first && dice.chance(0.5)
        ? { kind, seed: dice.of([first, ...known]).input.seed + 1 }
        : { kind, seed: dice.below(1e9) };
    const cost = { input, ms: await costOf(house, input) };
    best.set(kind, [...known, cost].toSorted((a, b) => b.ms - a.ms).slice(0, finalists));
  }
  await house.close();
  return best;
}

const medianOf = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

async function costOf(house: FullHouse, input: Input): Promise<number> {
  const { act, restore } = await prepare(house, input);
  // What lies about from before is not the input's to clear; what it leaves about itself is.
  await globalThis.gc?.({ type: 'minor', execution: 'async' });
  await setImmediate();
  const ms = await longestTurn(act);
  restore?.();
  // Between two inputs the loop turns, as ever: timers run, and what is left over is collected.
  await setImmediate();
  return ms;
}

/** Turns of the loop that are watched when an input is answered: what is put off is done in the next ones. */
const turnsBehind = 20;

/** What it has queued is a part of it; what is done in several iterations of the event loop keeps nobody waiting longer than the longest. */
async function longestTurn(act: () => unknown): Promise<number> {
  let longest = 0;
  let over = false;
  let left = turnsBehind;
  let from = clock();
  const acted = Promise.resolve(act()).then(() => true);
  do {
    over = await Promise.race([acted, setImmediate(false)]);
    const until = clock();
    longest = Math.max(longest, Math.min(until.ms - from.ms, until.cpuMs - from.cpuMs));
    from = until;
  } while (!over || --left > 0);
  return longest;
}

/** Two times of which each may be too long, and none too short: one has the other processes in it, one the other threads. */
function clock(): { ms: number; cpuMs: number } {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMs: (user + system) / 1000 };
}

/** Everything is made ready first: what it costs to make an input up is not what it costs to take it. */
async function prepare(house: FullHouse, { kind, seed }: Input): Promise<{ act: () => unknown; restore?: () => void }> {
  const dice = new Dice(seed);
  const { busiest, members } = house;
  const of = (list: readonly string[]) => list[dice.below(list.length)] ?? busiest;
  const who = dice.chance(0.7) ? busiest : of(members);
  const other = of(members.filter((id) => id !== who));
  const back = () => house.enter(who, 'room 0');
  switch (kind) {
    case 'offer':
    case 'answer': {
      const lines = Array.from({ length: dice.below(200) }, (_, port) => candidateLine('x', '192.0.2.7', port + 1));
      return { act: () => void house.describe(kind, who, other, lines) };
    }
    case 'ice-candidate':
      return { act: () => house.send(who, kind, [{ target: other, candidate: candidate(`u${dice.below(20_000)}`) }]) };
    case 'reports': {
      const batch = Array.from({ length: 1 + dice.below(64) }, () => reportOf(house, who, dice));
      const bytes = batchOf(batchFrom(who, batch));
      return { act: () => house.request(bytes, who) };
    }
    case 'join': {
      house.leave(who);
      return { act: back };
    }
    case 'leave':
      return {
        act: () => house.send(who, 'leave-room', []),
        restore: () => house.send(who, 'join-room', ['room 0', who]),
      };
    case 'gone':
      house.crowd(who);
      return { act: () => house.leave(who), restore: back };
    case 'change': {
      house.watch(true);
      house.stir(1 + dice.below(300), dice.below(61));
      return { act: () => house.change(), restore: () => house.watch(false) };
    }
    case 'token': {
      const token = await tokenOf(dice);
      return { act: () => house.readToken(token) };
    }
    default: {
      const bytes = await requestOf(kind, dice, { adminToken, id: of(house.ids()) });
      return { act: () => house.request(bytes) };
    }
  }
}

function reportOf(house: FullHouse, who: string, dice: Dice): Report {
  const own = house.sentBy(who);
  const got = house.sentTo(who);
  const refOf = (list: typeof own) => list[dice.below(list.length)];
  const [local, remote] = [dice.chance(0.8) ? refOf(own) : undefined, dice.chance(0.8) ? refOf(got) : undefined];
  const failed = dice.chance(0.3);
  return {
    step: probeSteps[dice.below(probeSteps.length)] ?? 'offer-created',
    result: failed ? 'failed' : 'reached',
    at: now() - dice.below(10_000),
    connection: dice.below(300),
    ...(local && { local }),
    ...(remote && { remote }),
    ...(failed && { failure: { name: 'InvalidStateError' as const } }),
  };
}
