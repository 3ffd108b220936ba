import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { sides, type Side } from '../../protocol/verdict.js';
import { morning } from '../support/stories.js';
import { anyDelays, anyFacts, anyProbes, told } from '../support/told.js';
import { but, type Facts } from '../support/true-calls.js';

const ignored = but({ ice: 'stuck', takes: { caller: 'takes', callee: 'ignores' } });
const goes = { closes: false, how: 'left' } as const;
const spoilt = but({
  takes: { caller: 'fails', callee: 'ignores' },
  goes: { ...goes, how: 'closed', side: 'callee', at: 45_000 },
});
/**
 * Where what came late was once held against a connection that nobody had asked, a going was forgotten for it, or what had
 * failed by then took no notice.
 */
const found: [Facts, readonly Side[], Record<Side, number[]>][] = [
  [but({ callee: 'ignores' }), sides, { caller: [], callee: [11_678] }],
  [but({ callee: 'stops' }), sides, { caller: [], callee: [0, 17_269] }],
  [but({ caller: 'ignores' }), sides, { caller: [8520], callee: [13_528] }],
  [but({ goes: { ...goes, side: 'callee', at: 1600 } }), sides, { caller: [5650], callee: [] }],
  [but({ callee: 'unmade', goes: { ...goes, side: 'callee', at: 1250 } }), ['callee'], { caller: [], callee: [9342] }],
  [but({ callee: 'stops' }), sides, { caller: [0], callee: [14_405, 0, 16_640, 0] }],
  [ignored, sides, { caller: [], callee: [0, 0, 0, 24_000] }],
  [{ ...ignored, caller: 'ignores' }, ['callee'], { caller: [], callee: [8072] }],
  [{ ...ignored, caller: 'ignores' }, ['callee'], { caller: [], callee: [18_070] }],
  [spoilt, sides, { caller: [], callee: [0, 1001] }],
  [but({ goes: { ...goes, side: 'caller', at: 1002, how: 'lost' } }), sides, { caller: [6940], callee: [] }],
  [
    but({ ice: 'caller fails', takes: { caller: 'takes', callee: 'ignores' } }),
    sides,
    { caller: [], callee: [16_201] },
  ],
  [
    but({ ice: 'both fail', failsAt: 1500, takes: { caller: 'takes', callee: 'ignores' } }),
    ['callee'],
    { caller: [0], callee: [4072, 0] },
  ],
  [but({ caller: 'wrong state', goes: { ...goes, side: 'callee', at: 1065 } }), sides, { caller: [], callee: [6843] }],
];

describe('reports of a true call', () => {
  beforeEach(() => void jest.useFakeTimers({ now: morning, doNotFake: ['queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('say the same in the end, however late and in whichever order they come', async () => {
    const named = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(anyFacts, anyProbes, anyDelays, async (facts, probes, delays) => {
        const atOnce = await told(facts, probes, () => 0);
        const queues = { caller: [...delays.caller], callee: [...delays.callee] };
        const late = await told(facts, probes, (side) => queues[side].shift() ?? 0);
        named.add(atOnce.cause);
        expect(late).toEqual(atOnce);
      }),
      { numRuns: 600, examples: found },
    );
    expect(named.size).toBeGreaterThan(15);
  });

  it('whose page has made no answer, as that threw, say so also where it goes over it', async () => {
    const facts = but({ callee: 'unmade', goes: { ...goes, side: 'callee', at: 1250 } });
    expect(await told(facts, sides, () => 0)).toMatchObject({
      cause: 'answer-not-created',
      owedBy: 'callee',
      variant: 'threw',
    });
  });

  it('of a page that applies no candidates, and says so when the call has failed, put the verdict right', async () => {
    const delays = [0, 0, 0, 24_000];
    const late = await told(ignored, sides, (side) => (side === 'callee' ? (delays.shift() ?? 0) : 0));
    expect(late).toMatchObject({ outcome: 'failed', cause: 'candidates-ignored', owedBy: 'callee' });
  });
});
