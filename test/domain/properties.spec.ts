import * as fc from 'fast-check';
import { languages } from '../../protocol/languages.js';
import { rejectCodes } from '../../protocol/rejects.js';
import { evidenceLevels, stages } from '../../protocol/stages.js';
import { outcomes, rungStatuses, sides, type Side } from '../../protocol/verdict.js';
import { candidatesTaken } from '../../src/domain/candidates.js';
import { readers } from '../../src/locales/locale.js';
import { causes, rulesAt } from '../../src/domain/causes/list.js';
import { departures, hopKinds, hopResults, type Hop } from '../../src/domain/hop.js';
import { gapsOf, holds, type Ground } from '../../src/domain/grounds.js';
import { ladder } from '../../src/domain/ladder.js';
import { tell } from '../../src/locales/tell.js';
import { ladderStateOf } from '../../src/domain/ladder-state.js';
import type { Verdict } from '../../src/domain/verdict.js';
import {
  alive,
  answered,
  bothHost,
  candidate,
  connected,
  description,
  handshakeOf,
  hop,
  ids,
  left,
  negotiated,
  offered,
  offerReceived,
  path,
  polling,
  probe,
  probeAlive,
  probeStarted,
  refused,
  signaled,
  storyWaits,
  threw,
  time,
  verdictOn,
  webSocket,
} from './hops.js';

const faults: readonly Hop[] = sides.flatMap((side) => [
  threw(side, 'media-captured', 5, { name: 'NotAllowedError' }),
  threw(side, 'offer-created', 5, { name: 'OperationError' }),
  threw(side, 'offer-applied', 8, { name: 'InvalidStateError', signalingState: 'have-local-offer' }),
  threw(side, 'offer-applied', 8, { name: 'OperationError' }),
  threw(side, 'offer-applied', 9, { name: 'InvalidStateError', signalingState: 'closed' }),
  threw(side, 'answer-created', 20, { name: 'OperationError' }),
  threw(side, 'answer-applied', 54, { name: 'InvalidStateError', signalingState: 'stable' }),
  threw(side, 'answer-applied', 55, { name: 'InvalidStateError', signalingState: 'closed' }),
  threw(side, 'candidate-applied', 60, { name: 'InvalidStateError' }),
  ...[401, 403, 701].map((code) => threw(side, 'turn-allocated', 70, { name: 'turn', code })),
  threw(side, 'ice-connected', 9000, { name: 'failed' }),
  threw(side, 'dtls-connected', 9000, { name: 'failed' }),
  ...['source', 'path', 'unknown'].map((name) => threw(side, 'media-flowing', 5000, { name })),
  threw(side, 'connection-kept', 60_000, { name: 'failed' }),
]);
const besides: readonly Hop[] = [
  ...faults,
  ...sides.flatMap((side) => [
    ...departures.flatMap((departure) => [1000, 2000].map((at) => left(side, at, departure))),
    ...[1000, 5100, 7100].map((at) => alive(side, at)),
    ...candidate(side, 62, 'relay'),
    ...candidate(side, 63, 'srflx', polling),
    probeStarted(side, 0, undefined, polling),
    probeStarted(side, 1, { relayOnly: true, turn: true }),
    probe(side, 'turn-allocated', 80),
    probe(side, 'candidate-applied', 90),
    probe(side, 'connection-kept', 61_000),
  ]),
  ...rejectCodes.map((code) => refused(offerReceived(0), code)),
];
const known: readonly Hop[] = [...connected, ...besides];

/** What happened, in its order: of each, every report may come late, and behind others. */
const shown = (kind: Hop['kind'], at: number): Hop => probe('callee', kind, at);
const iceFailed = threw('caller', 'ice-connected', 15_000, { name: 'failed' });
const trueStories: readonly (readonly Hop[])[] = [
  connected,
  [...negotiated(), iceFailed],
  [...negotiated(undefined, bothHost, ['caller']), probe('callee', 'probe-alive', 5000), iceFailed],
  [...negotiated(undefined, bothHost, []), threw('callee', 'candidate-applied', 65, { name: 'TypeError' }), iceFailed],
  [...negotiated(), shown('connection-doubled', 45), iceFailed],
  [...negotiated(), shown('answer-misplaced', 45), iceFailed],
  [...negotiated(['caller']), iceFailed],
  [...connected, threw('caller', 'connection-kept', 9000, { name: 'failed' })],
  [...negotiated(), probe('callee', 'page-gone', 80), left('callee', 20_000, 'closed')],
  [
    ...negotiated(),
    ...sides.flatMap((side) => path(side, 100, 'ice-connected', 'dtls-connected')),
    probe('caller', 'media-flowing', 120, { media: { sends: 'flows', receives: false, data: false } }),
    probe('callee', 'media-flowing', 120, { media: { sends: 'not-negotiated', receives: true, data: false } }),
  ],
];

/** How far a call may have come, and what is odd about its pages. */
const beginnings: readonly (readonly Hop[])[] = [
  offered,
  answered,
  connected,
  ...[['caller', 'callee'], ['caller'], ['callee'], []].map((probes) => negotiated(probes as Side[])),
  [...answered, ...sides.flatMap((side) => path(side, 100, 'ice-connected'))],
];
const odd: readonly Hop[] = [
  ...sides.flatMap((side) => [
    ...(['connection-shared', 'page-shared', 'negotiated-elsewhere'] as const).map((kind) => probe(side, kind, 56)),
    ...[1000, 5100, 7100, 31_000].map((at) => probeAlive(side, at)),
    ...['insecure', 'TypeError'].map((name) => threw(side, 'context-checked', 2, { name })),
    probe(side, 'page-gone', 4000),
    { ...probeAlive(side, 4900), lost: true } as const,
  ]),
  ...(['offer-applied', 'answer-created', 'answer-sent'] as const).map((kind) => probe('callee', kind, 40)),
  ...(['connection-doubled', 'answer-misplaced'] as const).map((kind) => probe('callee', kind, 45)),
];

/** Hops that never were in any story: any kind, any result, anybody. */
const somebody = fc.record(
  {
    id: fc.constantFrom(ids.caller, ids.callee, 'carol'),
    sight: fc.constantFrom(webSocket, polling),
  },
  { requiredKeys: ['id'] },
);
const anyHop: fc.Arbitrary<Hop> = fc
  .record({
    kind: fc.constantFrom(...hopKinds),
    at: fc.integer({ min: 0, max: 90_000 }),
    more: fc.record(
      {
        result: fc.constantFrom(...hopResults),
        seenBy: fc.constantFrom(...evidenceLevels),
        reason: fc.constantFrom(...rejectCodes),
        message: fc.constantFrom('offer' as const, 'answer' as const, 'ice-candidate' as const),
        departure: fc.constantFrom(...departures),
        from: somebody,
        to: somebody,
        failure: fc.record({ name: fc.string(), signalingState: fc.string(), code: fc.integer() }),
        description: fc.constant(description({ host: 1 })),
        between: fc.boolean(),
        candidate: fc.record({ bytes: fc.nat(), end: fc.boolean() }),
        ice: fc.record({ relayOnly: fc.boolean(), turn: fc.boolean() }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ kind, at, more }) => hop(kind, at, more));

/** Some hops of the stories, in any order, some twice, some lost, among some that make no sense. */
const anyStory = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, anyHop), {
  minLength: 1,
  maxLength: 60,
});
const anyTime = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 120_000 }));
const anyPresence = fc.record({ rival: fc.boolean(), superseded: fc.boolean() });

const missingIndex = ({ rungs }: Verdict): number => rungs.findIndex(({ status }) => status === 'missing');

describe('a verdict', () => {
  it('exists for any hops in any order, with no rung in two minds', () => {
    fc.assert(
      fc.property(anyStory, anyTime, anyPresence, (hops, at, { rival, superseded }) => {
        const handshake = {
          ...handshakeOf(hops),
          ...(rival && { rival: 'h2' }),
          ...(superseded && { supersededAt: 0 }),
        };
        const verdict = verdictOn(handshake, at);
        expect(outcomes).toContain(verdict.outcome);
        expect(verdict.rungs.map(({ stage }) => stage)).toEqual(stages);
        for (const { status } of verdict.rungs) expect(rungStatuses).toContain(status);
        expect(verdict.rungs.filter(({ status }) => status === 'missing').length).toBeLessThanOrEqual(1);
        const above = missingIndex(verdict) < 0 ? [] : verdict.rungs.slice(missingIndex(verdict) + 1);
        const proving = above.filter(({ stage, status }) => status === 'reached' && ladder[stage].provesBelow);
        expect(proving).toEqual([]);
        expect(verdictOn(handshake, at)).toEqual(verdict);
      }),
      { numRuns: 2000 },
    );
  });

  it('never names a cause or an owner for a handshake that has not stopped', () => {
    fc.assert(
      fc.property(anyStory, anyTime, (hops, at) => {
        const { outcome, cause, owedBy, dueAt } = verdictOn(handshakeOf(hops), at);
        const stopped = outcome === 'failed' || outcome === 'abandoned' || outcome === 'not-judged';
        expect([owedBy !== undefined, cause !== undefined && !stopped, dueAt !== undefined && stopped]).toEqual([
          stopped,
          false,
          false,
        ]);
      }),
      { numRuns: 2000 },
    );
  });

  it('asks every rule that could find something where a ladder stops', () => {
    const asked = new Set<string>();
    fc.assert(
      fc.property(anyStory, anyTime, fc.boolean(), (hops, at, crossed) => {
        const handshake = { ...handshakeOf(hops), ...(crossed && { rival: 'h2' }) };
        const now = time(at);
        const ladderState = ladderStateOf(handshake, storyWaits, now);
        const view = { handshake, ladderState, waits: storyWaits, now };
        const gap = ladderState.firstGap?.stage;
        asked.add(gap ?? 'none');
        if (rulesAt(gap).some(({ find }) => find(view))) return;
        const others = causes.filter((cause) => !rulesAt(gap).includes(cause) && cause.find(view));
        // Of an offer that nobody is known to have made, nothing is lost: the list of its rung says so, and no rule.
        expect(others.map(({ code }) => code)).toEqual(
          gap === 'offer-created' && others.length > 0 ? ['message-lost'] : [],
        );
      }),
      { numRuns: 5000 },
    );
    expect(asked.size).toBeGreaterThan(12);
  });

  it('never falls below what was proved before, whatever else becomes known', () => {
    fc.assert(
      fc.property(anyStory, fc.constantFrom(...known), anyTime, (hops, one, at) => {
        const before = verdictOn(handshakeOf(hops), at);
        const after = verdictOn(handshakeOf([...hops, one]), at);
        const proved = before.rungs.findLastIndex(
          ({ stage, status }) => status === 'implied' || (status === 'reached' && ladder[stage].seer !== 'probe'),
        );
        const lowest = before.rungs[proved]?.stage;
        const missing = after.rungs[missingIndex(after)]?.stage;
        if (!missing || !lowest || lowest === 'candidates-exchanged') return;
        expect(stages.indexOf(missing)).toBeGreaterThan(stages.indexOf(lowest));
      }),
      { numRuns: 2000 },
    );
  });

  it('blames no page whose silence was not proved', () => {
    const page = new Set(
      'no-answer offer-ignored answer-ignored answer-not-sent candidates-none candidates-one-way'.split(' '),
    );
    const silent = fc.subarray([...signaled], { minLength: 1 });
    fc.assert(
      fc.property(silent, anyTime, (hops, at) => {
        const { cause, owedBy } = verdictOn(handshakeOf(hops), at);
        expect(page.has(cause ?? '') && owedBy !== 'not-known').toBe(false);
      }),
    );
  });

  it('names no cause that a known fact refutes, and none that rests on what is neither known nor said to be unseen', () => {
    const named = new Set<string>();
    // Of these the gateway has seen all that passed through it.
    const grown = fc
      .tuple(fc.constantFrom(...beginnings), fc.uniqueArray(fc.constantFrom(...besides, ...odd), { maxLength: 6 }))
      .map((parts) => parts.flat().toSorted((one, other) => one.at - other.at));
    fc.assert(
      fc.property(anyStory, grown, fc.boolean(), anyTime, anyPresence, (any, whole, isAny, at, { rival }) => {
        const handshake = { ...handshakeOf(isAny ? any : whole), ...(rival && { rival: 'h2' }) };
        const { cause: code, facts, owedBy, rungs } = verdictOn(handshake, at);
        const cause = causes.find((one) => one.code === code);
        if (!cause) return;
        named.add(cause.code);
        const side = facts['side'] ?? owedBy;
        const of = side === 'callee' || side === 'callee-network' ? 'callee' : 'caller';
        const { probeSilent, firstGap } = ladderStateOf(handshake, storyWaits, time(at));
        const isImplied = (ground: Ground) =>
          rungs.some(({ stage, status }) => ground.endsWith(`:${stage}`) && status === 'implied');
        const isNeedless = (ground: Ground) =>
          sides.some(
            (one) =>
              ground === `${one}:candidate-applied` && candidatesTaken(handshake, one, storyWaits, 0) === 'needless',
          );
        // Where nobody is named, the sentence says itself what is not known.
        const groundless = (isAny || owedBy === 'not-known' ? [] : cause.restsOn).filter(
          (ground) =>
            !holds(handshake, ground, of, firstGap?.dead) &&
            !isImplied(ground) &&
            !isNeedless(ground) &&
            gapsOf(handshake, [ground], of, probeSilent).length === 0,
        );
        const refuting = cause.refutedBy.filter((ground) => holds(handshake, ground, of, firstGap?.dead));
        expect([cause.code, groundless, refuting]).toEqual([cause.code, [], []]);
      }),
      { numRuns: 10_000 },
    );
    expect(named.size).toBeGreaterThan(20);
  });

  it('is the same in the end, in whichever order the reports come in', () => {
    fc.assert(
      fc.property(fc.constantFrom(...trueStories), fc.infiniteStream(fc.nat()), (story, dice) => {
        const gateway = story.filter(({ seenBy }) => seenBy !== 'probe');
        const [first, ...rest] = gateway;
        if (!first) return;
        const mixed: Hop[] = [...rest];
        for (const report of story.filter(({ seenBy }) => seenBy === 'probe'))
          mixed.splice((dice.next().value ?? 0) % (mixed.length + 1), 0, report);
        const { outcome, cause, owedBy, stage, variant } = verdictOn(handshakeOf([first, ...mixed]), 60_000);
        const inOrder = verdictOn(handshakeOf(story), 60_000);
        expect({ outcome, cause, owedBy, stage, variant }).toEqual({
          outcome: inOrder.outcome,
          cause: inOrder.cause,
          owedBy: inOrder.owedBy,
          stage: inOrder.stage,
          variant: inOrder.variant,
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('that has settled on a cause does not change by waiting alone', () => {
    const named = new Set<string>();
    const more = fc.uniqueArray(fc.constantFrom(...besides, ...odd), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), more, anyPresence, anyTime, fc.nat(60_000), (...story) => {
        const [first, rest, { rival }, at, later] = story;
        const hops = [...first, ...rest].toSorted((one, other) => one.at - other.at);
        const until = Math.max(at, (hops[0]?.at ?? 0) - time(0));
        const heard = handshakeOf(hops.filter((one) => one.at <= time(until)));
        const handshake = { ...heard, ...(rival && { rival: 'h2' }) };
        const before = verdictOn(handshake, until);
        if (before.cause === undefined) return;
        named.add(before.cause);
        const after = verdictOn(handshake, until + later);
        expect([after.outcome, after.cause, after.owedBy]).toEqual([before.outcome, before.cause, before.owedBy]);
      }),
      { numRuns: 10_000 },
    );
    expect(named.size).toBeGreaterThan(20);
  });

  it('of a call that connects is never a failure, whatever was lost of its hops but the last reports', () => {
    const end = sides.flatMap((side) => path(side, 100, 'ice-connected', 'dtls-connected', 'media-flowing'));
    fc.assert(
      fc.property(fc.shuffledSubarray([...negotiated(), ...bothHost]), anyTime, (hops, at) => {
        expect(verdictOn(handshakeOf([...hops, ...end]), at).outcome).toBe('connected');
      }),
    );
  });
});

describe('what a verdict says', () => {
  it('leaves no placeholder open, for any reader in any language', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyStory, anyTime, (hops, at) => {
        const verdict = verdictOn(handshakeOf(hops), at);
        seen.add(verdict.cause ?? verdict.outcome);
        for (const language of languages) {
          for (const reader of readers) {
            const { sentence, advice } = tell(verdict, language, reader, { caller: 'Анна', callee: 'Boris' });
            expect(`${sentence} ${advice}`).not.toMatch(/[{}]|undefined|NaN|\s\s|\s[,.;:]/);
          }
        }
      }),
      { numRuns: 2000 },
    );
    expect(seen.size).toBeGreaterThan(15);
  });
});
