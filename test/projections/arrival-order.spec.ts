import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { sides, type Side } from '../../protocol/verdict.js';
import type { Verdict } from '../../src/domain/verdict.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { Handshakes } from '../../src/projections/handshakes.js';
import { defaultWaits } from '../../src/domain/ladder.js';
import { reportsOn } from '../support/reporting.js';
import { morning } from '../support/stories.js';
import {
  callees,
  callers,
  goingsAway,
  happened,
  ices,
  medias,
  people,
  sessionOf,
  takings,
  type Facts,
  type Noted,
} from '../support/true-calls.js';

/** When everything has come, and every wait for what has not is over, in ms. */
const endMs = 120_000;
/** A probe posts what has gathered in so many ms. */
const gatheringMs = 200;

type Told = { [Field in 'outcome' | 'cause' | 'owedBy' | 'stage' | 'variant']?: Verdict[Field] | undefined };

const sideOf = (id: string): Side => (id === people.caller.id ? 'caller' : 'callee');

/**
 * What is told at the end of a call whose reports come so late.
 *
 * @param delayOf how long the next batch of a page is on its way
 */
async function told(facts: Facts, probes: readonly Side[], delayOf: (side: Side) => number): Promise<Told> {
  jest.setSystemTime(morning);
  const { hops, reports: noted } = happened(morning, facts);
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const hasGone = (side: Side) => facts.goes?.side === side && Date.now() >= morning + facts.goes.at;
  const pending: Record<Side, Noted[]> = { caller: [], callee: [] };
  const lastAt = { caller: 0, callee: 0 };
  /** A page's batches are on their way one behind the other. */
  const post = (side: Side, delayMs?: number) => {
    const batch = pending[side].splice(0);
    const sentAt = Date.now();
    lastAt[side] = Math.max(lastAt[side], sentAt + (delayMs ?? delayOf(side)));
    setTimeout(
      () =>
        reports.take({
          probe: `pageof${side}`,
          sentAt,
          clock: { offsetMs: 0, uncertaintyMs: 5 },
          socket: sessionOf(side),
          reports: batch.map(({ report }) => report),
        }),
      lastAt[side] - sentAt,
    );
  };
  const now = Date.now;
  const ask = (id: string) => {
    const side = sideOf(id);
    const answer = { kind: 'alive', result: 'reached', seenBy: 'transport', from: { id }, tookMs: 0 } as const;
    setTimeout(() => !hasGone(side) && stream.emit({ ...answer, at: now() }), 5);
  };
  const hear = (id: string) => {
    const side = sideOf(id);
    if (!probes.includes(side) || hasGone(side)) return;
    setTimeout(() => post(side), 5);
  };
  const { pages, deductions, reports } = reportsOn(stream, {
    limit: 100,
    sight: () => ({ transport: true }),
    openOf: (id) => handshakes.openOf(id),
    counted: () => undefined,
    heard: () => undefined,
    now,
  });
  const handshakes = new Handshakes({
    stream,
    waits: defaultWaits,
    ask,
    hear,
    now,
    limit: 100,
    limitOfOne: 100,
    ownerOf: (id) => id,
    onDropped: () => undefined,
  });
  stream.watch(handshakes, pages, reports, deductions);
  for (const hop of hops) setTimeout(() => stream.emit(hop), hop.at - morning);
  // A page can prove whose it is while that one is there.
  for (const side of sides) if (probes.includes(side)) setTimeout(() => (facts.goes ? post(side, 0) : post(side)), 1);
  for (const one of noted)
    if (probes.includes(one.side))
      setTimeout(() => {
        pending[one.side].push(one);
        const goes = one.report.step === 'page-gone';
        if (goes) post(one.side);
        else if (pending[one.side].length === 1)
          setTimeout(() => pending[one.side].length > 0 && post(one.side), gatheringMs);
      }, one.at - morning);
  while (Date.now() < morning + endMs && jest.getTimerCount() > 0) {
    jest.advanceTimersToNextTimer();
    // What follows from a hop comes behind it.
    for (let turns = 0; turns < 3; turns++) await Promise.resolve();
  }
  const { verdict } = handshakes.get('call') ?? {};
  handshakes.close();
  jest.clearAllTimers();
  if (!verdict) return {};
  const { outcome, cause, owedBy, stage, variant } = verdict;
  // That a broken connection had taken the message is known a moment later, and the same one owes it.
  return { outcome, cause, owedBy, stage, ...(cause !== 'message-lost' && { variant }) };
}

const each = <T>(of: fc.Arbitrary<T>) => fc.record({ caller: of, callee: of });
const seldom = fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const mostly = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
/** The first that comes to mind is the most frequent one, so that calls come far. */
const often = <T>(usual: T, all: readonly T[]) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...all) });

const anyFacts: fc.Arbitrary<Facts> = fc.record(
  {
    callee: often('answers', callees),
    caller: often('applies', callers),
    sends: each(mostly),
    takes: each(often('takes', takings)),
    ice: often('connect', ices),
    failsAt: fc.constantFrom(1500, 4000, 7000, 16_000, 31_000),
    dtls: each(mostly),
    media: each(often('flows', medias)),
    breaks: seldom,
    insecure: each(seldom),
    goes: fc.record({
      side: fc.constantFrom(...sides),
      at: fc.constantFrom(500, 1002, 1014, 1042, 1052, 1065, 1250, 1600, 45_000),
      how: fc.constantFrom(...goingsAway),
      closes: fc.boolean(),
    }),
  },
  { requiredKeys: ['callee', 'caller', 'sends', 'takes', 'ice', 'dtls', 'media', 'breaks', 'insecure'] },
);
const anyProbes = fc.constantFrom<readonly Side[]>(sides, sides, ['caller'], ['callee']);
/** Of the batches of each page, one after the other, in ms. */
const anyDelays = each(
  fc.array(fc.oneof(fc.constant(0), fc.nat(2000), fc.nat(20_000)), { minLength: 1, maxLength: 12 }),
);

/** A call that comes about, but for what is said. */
const but = (more: Partial<Facts>): Facts => ({
  callee: 'answers',
  caller: 'applies',
  sends: { caller: true, callee: true },
  takes: { caller: 'takes', callee: 'takes' },
  ice: 'connect',
  dtls: { caller: true, callee: true },
  media: { caller: 'flows', callee: 'flows' },
  breaks: false,
  insecure: { caller: false, callee: false },
  ...more,
});
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
