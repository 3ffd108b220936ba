import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { sides, type Owner, type Side } from '../../protocol/verdict.js';
import { morning } from '../support/stories.js';
import { anyDelays, anyFacts, anyProbes, told } from '../support/told.js';
import { but, callees, callers, goingsAway, ices, medias, takings, type Facts } from '../support/true-calls.js';

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

const isTrue = (facts: Facts, outcome?: string, owedBy?: Owner): boolean =>
  owedBy ? isGuilty[owedBy]?.(facts) === true : outcome !== 'failed';

const ofEither = <T>(value: T, rest: T) => [
  { caller: value, callee: rest },
  { caller: rest, callee: value },
];

/** Everything that can go wrong by itself. */
const spoilers: readonly Partial<Facts>[] = [
  ...callees.map((callee) => ({ callee })),
  ...callers.map((caller) => ({ caller })),
  ...ices.map((ice) => ({ ice })),
  ...ofEither(false, true).flatMap((each) => [{ sends: each }, { dtls: each }]),
  ...ofEither(true, false).map((insecure) => ({ insecure })),
  ...takings.flatMap((taking) => ofEither<(typeof takings)[number]>(taking, 'takes').map((takes) => ({ takes }))),
  ...medias.flatMap((medium) => ofEither<(typeof medias)[number]>(medium, 'flows').map((media) => ({ media }))),
  ...sides.flatMap((side) => goingsAway.map((how) => ({ goes: { side, how, at: 1250, closes: false } }))),
  { breaks: true },
];
const whoTells: readonly (readonly Side[])[] = [sides, ['caller'], ['callee'], []];

describe('the verdict on a true call', () => {
  beforeEach(() => void jest.useFakeTimers({ now: morning, doNotFake: ['queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('blames nobody who is innocent, whoever of the two has a probe and however late it reports', async () => {
    const blamed = new Set<Owner>();
    await fc.assert(
      fc.asyncProperty(anyFacts, fc.oneof(anyProbes, fc.constant([])), anyDelays, async (facts, probes, delays) => {
        const queues = { caller: [...delays.caller], callee: [...delays.callee] };
        const { outcome, owedBy } = await told(facts, probes, (side) => queues[side].shift() ?? 0);
        expect({ outcome, owedBy, true: isTrue(facts, outcome, owedBy) }).toEqual({ outcome, owedBy, true: true });
        if (owedBy) blamed.add(owedBy);
      }),
      { numRuns: 600 },
    );
    expect(blamed.size).toBeGreaterThan(5);
  });

  it('blames nobody who is innocent of any two things that went wrong', async () => {
    const wrong: object[] = [];
    for (const [index, one] of spoilers.entries())
      for (const other of spoilers.slice(index))
        for (const probes of whoTells) {
          const facts = but({ ...one, ...other });
          const { outcome, cause, owedBy } = await told(facts, probes, () => 0);
          if (!isTrue(facts, outcome, owedBy)) wrong.push({ one, other, probes, outcome, cause, owedBy });
        }
    expect(wrong).toEqual([]);
  });
});
