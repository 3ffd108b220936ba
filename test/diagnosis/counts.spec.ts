import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { candidateTypes } from '../../protocol/facts.js';
import { evidenceLevels } from '../../protocol/stages.js';
import { sides } from '../../protocol/verdict.js';
import { advance } from '../../src/domain/advance.js';
import { diagnose } from '../../src/domain/diagnose.js';
import { open } from '../../src/domain/handshake.js';
import { hopResults, type Hop } from '../../src/domain/hop.js';
import { decisive } from '../../src/diagnosis/handshakes/changes.js';
import { count, noCounts, withCounts } from '../../src/diagnosis/handshakes/counts.js';
import {
  alive,
  answered,
  connected,
  hop,
  ids,
  left,
  offered,
  offerReceived,
  polling,
  ref,
  signaled,
  storyWaits,
  time,
  webSocket,
} from '../domain/hops.js';

const someone = fc.record(
  { id: fc.constantFrom(ids.caller, ids.callee, 'carol'), username: fc.constant('anna'), sight: fc.constant(polling) },
  { requiredKeys: ['id'] },
);
const [caller, callee] = [{ id: ids.caller }, { id: ids.callee }];
const way = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom([caller, { ...callee, sight: webSocket }], [callee, { ...caller, sight: webSocket }]),
  },
  { weight: 3, arbitrary: fc.constantFrom([caller, callee], [callee, caller]) },
  fc.tuple(someone, someone),
);

/** Nearly all of a simple call, and among them what is odd about one. */
const candidateHop: fc.Arbitrary<Hop> = fc
  .record({
    kind: fc.constantFrom('candidate-received', 'candidate-forwarded', 'candidate-delivered', 'candidate-applied'),
    at: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 60, max: 900 }) }, fc.integer({ min: 0, max: 20_000 })),
    way,
    candidate: fc.record({ bytes: fc.nat(), end: rarely(true, false) }),
    facts: fc.record(
      { type: fc.constantFrom(...candidateTypes), unplaced: fc.constant(true as const) },
      { requiredKeys: [] },
    ),
    odd: fc.record(
      {
        result: fc.constantFrom(...hopResults),
        seenBy: fc.constantFrom(...evidenceLevels),
        message: fc.constantFrom('offer' as const, 'answer' as const),
        provisional: fc.boolean(),
        reason: fc.constant('malformed' as const),
      },
      { requiredKeys: [] },
    ),
    isOdd: rarely(true, false),
  })
  .map(({ kind, at, way: [from = caller, to = callee], candidate, facts, odd, isOdd }) =>
    hop(kind as Hop['kind'], at, {
      message: 'ice-candidate',
      from,
      to,
      candidate: { ...candidate, ...facts },
      ...(isOdd && odd),
    }),
  );

function rarely<T>(one: T, other: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(other) }, fc.constant(one));
}

const others = [...connected, ...sides.flatMap((side) => [alive(side, 5100), left(side, 6000)])];
const story = fc
  .tuple(
    fc.constantFrom([offerReceived(0)], offered, answered, signaled, connected),
    fc.array(fc.oneof({ weight: 20, arbitrary: candidateHop }, fc.constantFrom(...others)), {
      maxLength: 40,
      size: 'max',
    }),
  )
  .map(([beginning, rest]) => [...beginning, ...rest]);

describe('what is counted of a handshake', () => {
  it('comes to what each hop would have made of it, and none of these hops could have moved the verdict', () => {
    let counted = 0;
    fc.assert(
      fc.property(story, ([first = offerReceived(0), ...rest]) => {
        let known = advance(open(ref, first), first);
        let truth = known;
        let verdict = diagnose(known, storyWaits, first.at);
        let counts = noCounts();
        for (const next of rest) {
          const before = truth;
          truth = advance(truth, next);
          const decides = decisive({ handshake: before, verdict }, truth, next.at);
          const isCounted = count(counts, known, verdict, next);
          expect(isCounted && decides).toBe(false);
          if (isCounted) counted++;
          else {
            known = advance(withCounts(known, counts), next);
            counts = noCounts();
            if (decides) verdict = diagnose(known, storyWaits, Math.max(next.at, time(0)));
          }
          expect(withCounts(known, counts)).toEqual(truth);
        }
      }),
      { numRuns: 300 },
    );
    expect(counted).toBeGreaterThan(300);
  });

  it('leaves out that a first candidate has arrived where nobody has a probe: no verdict rests on it', () => {
    const when = fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined });
    fc.assert(
      fc.property(
        story,
        fc.integer({ min: 0, max: 60_000 }),
        when,
        when,
        ([first = offerReceived(0), ...rest], at, ...came) => {
          const plain = rest.filter(({ seenBy }) => seenBy !== 'probe');
          const { caller: one, callee: other, ...known } = plain.reduce(advance, advance(open(ref, first), first));
          const { deliveredAt: _, ...ofCaller } = one;
          const { deliveredAt: __, ...ofCallee } = other;
          const arrived = ([ofOne, ofTwo]: (number | undefined)[]) => ({
            ...known,
            caller: { ...ofCaller, ...(ofOne !== undefined && { deliveredAt: time(ofOne) }) },
            callee: { ...ofCallee, ...(ofTwo !== undefined && { deliveredAt: time(ofTwo) }) },
          });

          expect(diagnose(arrived(came), storyWaits, time(at))).toEqual(diagnose(arrived([]), storyWaits, time(at)));
        },
      ),
    );
  });
});
