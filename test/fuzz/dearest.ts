import { setImmediate } from 'node:timers/promises';
import { probeSteps, type Report } from '../../protocol/reports.js';
import { now } from '../../src/hops/clock.js';
import { candidate, candidateLine } from '../support/sdp.js';
import { Dice } from './dice.js';
import type { FullHouse } from './full-house.js';

/** What can be sent to a gateway, or asked of it, in one piece. */
const kinds = [
  'offer',
  'answer',
  'ice-candidate',
  'reports',
  'join',
  'leave',
  'gone',
  'list',
  'one',
  'rooms',
  'refusals',
  'snapshot',
  'change',
  'metrics',
] as const;
type Kind = (typeof kinds)[number];

/** One input: its kind, and the choices that make the rest of it, which can be rolled anew one by one. */
export interface Input {
  readonly kind: Kind;
  readonly seed: number;
}

export interface Cost {
  readonly input: Input;
  /** What the longest turn of the event loop took, in ms. */
  readonly ms: number;
}

/** Of each kind the dearest input that was found; measured again, what the least of so many times was. */
export const measuredAgain = 60;

/**
 * Looks for the inputs that cost a full gateway most, and not for those that break it: what was dear is tried again, with
 * a part of it changed.
 *
 * @param rounds inputs that are tried
 */
export async function dearest(house: FullHouse, rounds: number, seed: number): Promise<Cost[]> {
  const dice = new Dice(seed);
  const best = new Map<Kind, Cost>();
  for (let round = 0; round < rounds; round++) {
    const kind = kinds[round % kinds.length] ?? 'offer';
    const known = best.get(kind);
    const input =
      known && dice.chance(0.5) ? { ...known.input, seed: known.input.seed + 1 } : { kind, seed: dice.below(1e9) };
    const ms = await costOf(house, input);
    if (known === undefined || ms > known.ms) best.set(kind, { input, ms });
    // Between two inputs the loop turns, as ever: timers run, and what is left over is collected.
    if (round % 50 === 0) await setImmediate();
  }
  const costs: Cost[] = [];
  for (const { input } of best.values()) costs.push({ input, ms: await leastOf(house, input) });
  return costs.toSorted((a, b) => b.ms - a.ms);
}

/** The least of several times: what else the process does, as collecting garbage, is not the input's. */
async function leastOf(house: FullHouse, input: Input): Promise<number> {
  let least = Infinity;
  for (let again = 0; again < measuredAgain; again++) least = Math.min(least, await costOf(house, input));
  return least;
}

async function costOf(house: FullHouse, input: Input): Promise<number> {
  const { act, restore } = await prepare(house, input);
  await setImmediate();
  const ms = await longestTurn(act);
  restore?.();
  await setImmediate();
  return ms;
}

/** What it has queued is a part of it; what is done in several turns of the loop keeps nobody waiting longer than the longest. */
async function longestTurn(act: () => unknown): Promise<number> {
  let longest = 0;
  let over = false;
  let from = performance.now();
  const acted = Promise.resolve(act()).then(() => true);
  do {
    over = await Promise.race([acted, setImmediate(false)]);
    const until = performance.now();
    longest = Math.max(longest, until - from);
    from = until;
  } while (!over);
  return longest;
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
      return { act: () => house.report(who, batch) };
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
    case 'list': {
      const filter = { limit: 1 + dice.below(1000), ...(dice.chance(0.5) && { q: soughtBy(dice) }) };
      return { act: () => house.list(filter) };
    }
    case 'one': {
      const id = of(await house.ids());
      return { act: () => house.one(id) };
    }
    case 'snapshot': {
      const sought = dice.chance(0.5) ? soughtBy(dice) : undefined;
      return { act: () => house.snapshot(sought) };
    }
    case 'change': {
      house.watch(true);
      await house.stir(1 + dice.below(300), dice.below(61));
      return { act: () => house.change(), restore: () => house.watch(false) };
    }
    case 'rooms':
    case 'refusals':
    case 'metrics':
      return { act: () => house[kind]() };
  }
}

/** What somebody looks for: in none of them, in some, in all. */
function soughtBy(dice: Dice): string {
  return ['nobody of that name', '1', 'room'][dice.below(3)] ?? '';
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
