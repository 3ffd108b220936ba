import { jest } from '@jest/globals';
import * as fc from 'fast-check';
import { sides, type Side } from '../../protocol/verdict.js';
import { defaultWaits } from '../../src/domain/ladder.js';
import type { Verdict } from '../../src/domain/verdict.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { Handshakes } from '../../src/diagnosis/handshakes/handshakes.js';
import { reportsOn } from './reporting.js';
import { morning } from './stories.js';
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
} from './true-calls.js';

/** When everything has come, and every wait for what has not is over, in ms. */
const endMs = 120_000;
/** A probe posts what has gathered in so many ms. */
const gatheringMs = 200;

export type Told = { [Field in 'outcome' | 'cause' | 'owedBy' | 'stage' | 'variant']?: Verdict[Field] | undefined };

const sideOf = (id: string): Side => (id === people.caller.id ? 'caller' : 'callee');

/**
 * What comes at the end of a call whose reports come so late.
 *
 * @param delayOf how long the next batch of a page is on its way
 */
export async function told(facts: Facts, probes: readonly Side[], delayOf: (side: Side) => number): Promise<Told> {
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
    requestReport: hear,
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

export const anyFacts: fc.Arbitrary<Facts> = fc.record(
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
export const anyProbes = fc.constantFrom<readonly Side[]>(sides, sides, ['caller'], ['callee']);
/** Of the batches of each page, one after the other, in ms. */
export const anyDelays = each(
  fc.array(fc.oneof(fc.constant(0), fc.nat(2000), fc.nat(20_000)), { minLength: 1, maxLength: 12 }),
);
