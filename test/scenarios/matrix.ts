import { randomUUID } from 'node:crypto';
import type { HandshakeView } from '../../protocol/verdict.js';
import { candidates } from './candidates.js';
import { doubles } from './doubles.js';
import { engines } from './engines.js';
import { nearMisses } from './near-misses.js';
import { networks } from './networks.js';
import { patience } from './patience.js';
import { paths } from './paths.js';
import { oddities } from './oddities.js';
import { oneSided } from './one-sided.js';
import { pages } from './pages.js';
import { probes } from './probes.js';
import { relays } from './relays.js';
import { refusals } from './refusals.js';
import { asTold, differences, NotPossible, NotThisTime, type Expected, type Scenario } from './scenario.js';
import { silences } from './silences.js';
import { slips } from './slips.js';
import { settled, type Stage } from './stage.js';
import { surroundings } from './surroundings.js';
import { unseen } from './unseen.js';
import type { World } from './world.js';

/** Settings of the gateway for the rows: what a person may take to decide is not sat out, and a browser goes in its time. */
export const waits = { WAIT_PERMISSION: '8000', WAIT_ANSWER_RECEIVED: '8000', WAIT_RING: '15000' };

/** Every scenario; what takes longest goes first. */
export const matrix: readonly Scenario[] = [
  ...relays,
  ...paths,
  ...patience,
  ...oneSided,
  ...engines,
  ...refusals,
  ...pages,
  ...networks,
  ...oddities,
  ...surroundings,
  ...doubles,
  ...candidates,
  ...slips,
  ...silences,
  ...unseen,
  ...probes,
  ...nearMisses,
];

/** How one scenario went. */
export interface Row {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
  readonly evidence: string;
  /** From the first hop to the verdict. */
  readonly tookMs: number;
  /** Empty where the verdict is right. */
  readonly wrong: readonly string[];
  /** What was told before, as on a machine where a page takes longer than its wait: no failure, and to be counted. */
  readonly before?: string;
  /** Why it could not be played on this machine; it is then neither right nor wrong. */
  readonly impossible?: string;
}

/** How often a scenario is played that depends on chance. */
const attempts = 5;

/** Plays one scenario in a room of its own. */
export async function play(world: World, scenario: Scenario, left = attempts): Promise<Row> {
  const stage = await world.stage(`${randomUUID()} ${scenario.name}`.slice(0, 100));
  const expected = inShort(scenario.expected);
  try {
    const first = await scenario.play(stage);
    const view = await atLast(stage, scenario.expected, first);
    const wrong = differences(scenario.expected, view);
    const { outcome, cause, evidence, sentence } = asTold(view);
    return {
      name: scenario.name,
      expected,
      got: inShort({ outcome, cause, ...(view.overdue && { late: true }) }),
      evidence,
      tookMs: (view.settledAt ?? view.overdue?.since ?? NaN) - view.startedAt,
      wrong: wrong.length > 0 ? [...wrong, `told: ${sentence}`, `whole: ${JSON.stringify(view)}`] : wrong,
      ...(view !== first && { before: first.overdue?.cause ?? first.sentence }),
    };
  } catch (error) {
    if (error instanceof NotThisTime && left > 1) return await play(world, scenario, left - 1);
    const why = error instanceof Error ? error.message : String(error);
    const none = { name: scenario.name, expected, got: 'no verdict', evidence: '', tookMs: NaN };
    return error instanceof NotPossible ? { ...none, wrong: [], impossible: why } : { ...none, wrong: [why] };
  } finally {
    await stage.close();
  }
}

/**
 * The verdict that stays. What is overdue has not failed, and may be late for something else first where the machine is
 * slow; what a page sends it tells again when that changes; and what is not known yet, as a probe is slow to tell, may come
 * to be known. Each is waited for until it is right.
 */
async function atLast(stage: Stage, expected: Expected, first: HandshakeView): Promise<HandshakeView> {
  const told = asTold(first);
  const better = told.outcome === expected.outcome && (told.outcome === 'connected' || told.owedBy === 'not-known');
  if ((!first.overdue && !better) || differences(expected, first).length === 0) return first;
  return stage.until(async () => {
    const view = (await stage.handshakes({ room: first.room })).find(({ id }) => id === first.id);
    const ended = view && settled(view) && !better;
    return view && (ended || differences(expected, view).length === 0) ? view : undefined;
  });
}

/** `late` stands where it has not failed yet. */
function inShort({ outcome, cause, late }: Pick<Expected, 'outcome' | 'cause' | 'late'>): string {
  return [late ? 'late' : outcome, cause].filter(Boolean).join(' ');
}

/** Plays all scenarios, a few at a time; each row is printed as soon as it is there. */
export async function playAll(
  world: World,
  scenarios: readonly Scenario[],
  atOnce: number,
  told: (row: Row) => void,
): Promise<Row[]> {
  const waiting = [...scenarios];
  const rows: Row[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const row = await play(world, next);
      rows.push(row);
      told(row);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return rows;
}
