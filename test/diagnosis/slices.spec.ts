import { setImmediate as nextIteration } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Slices } from '../../src/diagnosis/reports/slices.js';

/** Slices, and how many steps were taken so far. */
function counted() {
  const slices = new Slices((run) => run());
  const taken: number[] = [];
  const take = (step: number, cost?: number) => slices.take(() => taken.push(step), cost);
  return { slices, taken, take };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the steps that come of reports', () => {
  it('are taken at once where they are few, and a part in each iteration of the event loop where they are many, in order', async () => {
    const { taken, take } = counted();
    numbers(40).forEach((step) => take(step));
    const perIteration = [taken.length];

    while (taken.length < 40) {
      await nextIteration();
      perIteration.push(taken.length);
    }

    expect(perIteration).toEqual([16, 32, 40]);
    expect(taken).toEqual(numbers(40));
  });

  it('are fewer in a turn where one costs more', async () => {
    const { taken, take } = counted();
    take(0, 16);
    take(1, 8);
    take(2, 8);
    take(3);
    const atFirst = [...taken];

    await nextIteration();

    expect([atFirst, taken]).toEqual([[0], [0, 1, 2]]);
  });

  it('wait in a number that is bounded, and none is lost at the end', () => {
    const { slices, taken, take } = counted();
    numbers(2000).forEach((step) => take(step));
    const left = 2000 - taken.length;
    slices.close();

    expect(left).toBe(1024);
    expect(taken).toEqual(numbers(2000));
  });
});
