import { cluster } from '../scenarios/instances.js';
import { playAll, waits, type Row } from '../scenarios/matrix.js';
import { refusals } from '../scenarios/refusals.js';
import { World } from '../scenarios/world.js';

/** Caller, callee and room on an instance each; `npm run scenarios -- --cluster` plays the whole matrix. */
describe('scenarios across instances', () => {
  const rows = new Map<string, Row>();

  beforeAll(async () => {
    const world = await World.open(cluster('neither', waits));
    try {
      await playAll(world, refusals, 6, (row) => rows.set(row.name, row));
    } finally {
      await world.close();
    }
  }, 120_000);

  it.each(refusals.map(({ name }) => name))('%s', (name) => {
    expect(rows.get(name)?.wrong).toEqual([]);
  });
});
