import { alone } from './scenarios/instances.js';
import { matrix, playAll, waits, type Row } from './scenarios/matrix.js';
import { World } from './scenarios/world.js';

/** Every scenario once, against the built gateway; `npm run scenarios -- --repeat 20` plays them again and again. */
describe('scenarios', () => {
  const rows = new Map<string, Row>();

  beforeAll(async () => {
    const world = await World.open(alone(waits));
    try {
      await playAll(world, matrix, 10, (row) => rows.set(row.name, row));
    } finally {
      await world.close();
    }
    for (const { name, impossible } of rows.values())
      if (impossible !== undefined) process.stderr.write(`not possible here: ${impossible}: ${name}\n`);
  }, 600_000);

  it.each(matrix.map(({ name }) => name))('%s', (name) => {
    expect(rows.get(name)?.wrong).toEqual([]);
  });
});
