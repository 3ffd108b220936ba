import { networks } from './networks.js';
import { oddities } from './oddities.js';
import { pages } from './pages.js';
import { probes } from './probes.js';
import { refusals } from './refusals.js';
import { differences, type Scenario } from './scenario.js';
import type { World } from './world.js';

/** Every scenario. */
export const matrix: readonly Scenario[] = [...refusals, ...pages, ...networks, ...oddities, ...probes];

/** How one scenario went. */
export interface Row {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
  readonly evidence: string;
  /** From the first hop to the verdict. */
  readonly tookMs: number;
  /** Empty where the verdict is right, and still the same when the scenario is over. */
  readonly wrong: readonly string[];
}

/** Plays one scenario in a room of its own. */
export async function play(world: World, scenario: Scenario, round: number): Promise<Row> {
  const stage = world.stage(`${scenario.name} #${round}`.slice(0, 100));
  const { outcome, cause } = scenario.expected;
  const expected = [outcome, cause].filter(Boolean).join(' ');
  try {
    const view = await scenario.play(stage);
    return {
      name: scenario.name,
      expected,
      got: [view.outcome, view.cause].filter(Boolean).join(' '),
      evidence: view.evidence,
      tookMs: (view.settledAt ?? NaN) - view.startedAt,
      wrong: differences(scenario.expected, view),
    };
  } catch (error) {
    const wrong = [error instanceof Error ? error.message : String(error)];
    return { name: scenario.name, expected, got: 'no verdict', evidence: '', tookMs: NaN, wrong };
  } finally {
    await stage.close();
  }
}

/** Plays all scenarios, a few at a time; each row is told as soon as it is there. */
export async function playAll(
  world: World,
  scenarios: readonly Scenario[],
  round: number,
  atOnce: number,
  told: (row: Row) => void,
): Promise<Row[]> {
  const waiting = [...scenarios];
  const rows: Row[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const row = await play(world, next, round);
      rows.push(row);
      told(row);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return rows;
}
