import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { sides, type Owner, type Side } from '../../protocol/verdict.js';
import { morning } from '../support/stories.js';
import { anyDelays, anyFacts, anyProbes, told } from '../support/told.js';
import type { Facts } from '../support/true-calls.js';

/** Has the page of a side, or the person at it, done anything that can spoil a call? */
function isAtFault({ callee, caller, ...facts }: Facts, side: Side): boolean {
  const answers = side === 'caller' ? caller === 'applies' : callee === 'answers';
  const trickles = facts.sends[side] && facts.takes[side] === 'takes';
  const flows = facts.media[side] === 'flows' || facts.media[side] === 'path';
  return !answers || !trickles || !flows || facts.insecure[side] || facts.goes?.side === side;
}

/** Has the connection of a side to the gateway broken, or lost a message? */
const isCut = ({ goes, callee }: Facts, side: Side): boolean =>
  (goes?.side === side && goes.how === 'lost') || (side === 'callee' && callee === 'loses');

/** Did the path between the two fail although both pages had done what it takes, as far as it came? */
function isPathAtFault({ ice, dtls, media, breaks, callee, caller, sends, takes }: Facts): boolean {
  const later = breaks || sides.some((side) => !dtls[side] || media[side] === 'path');
  const applied = (callee === 'answers' || callee === 'twice') && caller === 'applies';
  const exchanged = sides.every((side) => sends[side] && takes[side] === 'takes');
  return applied && ((ice !== 'connect' && exchanged && callee === 'answers') || (ice === 'connect' && later));
}

const isGuilty: Partial<Record<Owner, (facts: Facts) => boolean>> = {
  caller: (facts) => isAtFault(facts, 'caller'),
  callee: (facts) => isAtFault(facts, 'callee'),
  both: (facts) => sides.every((side) => isAtFault(facts, side)),
  'caller-network': (facts) => isCut(facts, 'caller'),
  'callee-network': (facts) => isCut(facts, 'callee'),
  path: isPathAtFault,
  nobody: ({ goes }) => goes !== undefined,
  'not-known': () => true,
};

describe('the verdict on a true call', () => {
  beforeEach(() => void jest.useFakeTimers({ now: morning, doNotFake: ['queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('blames nobody who is innocent, whoever of the two has a probe and however late it reports', async () => {
    const blamed = new Set<Owner>();
    await fc.assert(
      fc.asyncProperty(anyFacts, fc.oneof(anyProbes, fc.constant([])), anyDelays, async (facts, probes, delays) => {
        const queues = { caller: [...delays.caller], callee: [...delays.callee] };
        const { outcome, owedBy } = await told(facts, probes, (side) => queues[side].shift() ?? 0);
        const isTrue = owedBy ? isGuilty[owedBy]?.(facts) : outcome !== 'failed';
        expect({ outcome, owedBy, isTrue }).toEqual({ outcome, owedBy, isTrue: true });
        if (owedBy) blamed.add(owedBy);
      }),
      { numRuns: 1500 },
    );
    expect(blamed.size).toBeGreaterThan(5);
  });
});
