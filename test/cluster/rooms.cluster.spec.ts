import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { atEnd } from '../support/teardown.js';
import { RoomWorld, type Step } from '../support/room-world.js';

const { ROOMS_SEED: seed, ROOMS_RUNS: runs = '2' } = process.env;

const who = fc.nat(5);
const where = fc.nat(2);
const room = fc.constantFrom('den', 'attic', 'cellar');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ does: fc.constant('join'), who, room }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('leave', 'close', 'lose'), who }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constantFrom('kill', 'stop', 'go on', 'start'), where }) },
  { weight: 1, arbitrary: fc.constant({ does: 'empty Redis' } as const) },
  { weight: 4, arbitrary: fc.constant({ does: 'be quiet' } as const) },
);
const story = fc.array(step, { minLength: 24, maxLength: 24 });

/** ROOMS_SEED=3 ROOMS_RUNS=14 plays fourteen stories, the same ones each time. */
describe('rooms of several instances', () => {
  it(
    'are on one of them each, and everybody in them is known to it once, whatever has happened',
    async () => {
      const world = await RoomWorld.open();
      atEnd(() => world.close());
      // A story takes seconds, and never the same way twice: it is told whole, and not made shorter.
      const told = {
        numRuns: Number(runs),
        endOnFailure: true,
        includeErrorInReport: true,
        ...(seed !== undefined && { seed: Number(seed) }),
      };
      const stories = fc.asyncProperty(story, (steps) => world.play(steps));
      await expect(Promise.resolve(fc.assert(stories, told))).resolves.toBeUndefined();
    },
    40_000 + Number(runs) * 60_000,
  );
});
