import { expect, it } from '@jest/globals';
import { playAll, type Row } from '../scenarios/matrix.js';
import type { Scenario } from '../scenarios/scenario.js';
import { World } from '../scenarios/world.js';

/**
 * Plays scenarios, some at a time, and then says of each how it went. They are played before their tests are named: only
 * then is it known which are not possible on this machine, and so are skipped.
 */
export async function asTests(
  instances: Parameters<typeof World.open>[0],
  scenarios: readonly Scenario[],
  atOnce: number,
): Promise<void> {
  const world = await World.open(instances);
  const rows = new Map<string, Row>();
  try {
    await playAll(world, scenarios, atOnce, (row) => rows.set(row.name, row));
  } finally {
    await world.close();
  }
  for (const { name } of scenarios) {
    const { impossible, wrong } = rows.get(name) ?? {};
    const test = impossible === undefined ? it : it.skip;
    test(impossible === undefined ? name : `${name}: not possible here: ${impossible}`, () => {
      expect(wrong).toEqual([]);
    });
  }
}
