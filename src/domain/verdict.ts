import { sides, type CauseCode, type Outcome, type Owner, type Side } from '../../protocol/verdict.js';
import { evidenceLevels, type Evidence, type Stage } from '../../protocol/stages.js';
import { causes } from './causes/list.js';
import type { Facts } from './causes/cause.js';
import { pathRungs, watched, type Handshake } from './handshake.js';
import type { Waits } from './ladder.js';
import { remarksOf } from './remarks.js';
import { climb, type Climb, type Standing } from './standing.js';

/** A verdict that is still to fall, and since when it could be expected, in ms since the Unix epoch. */
export interface Overdue {
  readonly verdict: Verdict;
  readonly since: number;
}

/** What can be said of a handshake at one moment. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly rungs: readonly Standing[];
  /** The first missing rung; while pending, the one that is waited for. */
  readonly stage?: Stage;
  readonly cause?: CauseCode;
  readonly owedBy?: Owner;
  readonly evidence: Evidence;
  /** Numbers and codes that the sentence names. */
  readonly facts: Facts;
  /** Which of several texts tells it. */
  readonly variant?: string;
  /** The side that no probe reports from, where the verdict rests on what the other side's probe says. */
  readonly unseen?: Side;
  readonly remarks: readonly CauseCode[];
  readonly furthest?: Stage;
  /** What is late, and may still come: the verdict that falls when the wait for people is over too. */
  readonly overdue?: Overdue;
  /** When to look again, in ms since the Unix epoch; absent where only a new hop can change anything. */
  readonly dueAt?: number;
  /** The participants to be pinged now: their silence is about to be held against them. */
  readonly ask: readonly string[];
  /** The participants whose probe is asked for a report: what it does not say will be held to have not happened. */
  readonly hear: readonly string[];
}

/**
 * The verdict on a handshake, for the waits it was given. Pure and total: any handshake, at any moment, has one.
 *
 * @param now in ms since the Unix epoch
 */
export function diagnose(handshake: Handshake, waits: Waits, now: number): Verdict {
  const climbed = climb(handshake, waits, now);
  const base = {
    rungs: climbed.rungs,
    evidence: strongest(climbed.rungs),
    facts: noFacts,
    remarks: remarksOf(handshake),
    ask: nobody,
    hear: nobody,
    ...(climbed.furthest && { furthest: climbed.furthest }),
  };
  if (!begun(handshake)) return waitForOffer(handshake, base, waits, now);
  if (handshake.supersededAt !== undefined) return { ...base, outcome: 'superseded' };
  if (overtaken(handshake, climbed)) return { ...base, outcome: 'superseded', variant: 'overtaken' };
  if (isCalm(handshake, climbed)) return settle(handshake, climbed, base, waits, now);
  const view = { handshake, climb: climbed, waits, now };
  for (const { code, find } of causes) {
    const finding = find(view);
    if (!finding) continue;
    const { outcome = 'failed', stage = climbed.stop?.stage, facts = {}, ...found } = finding;
    const remarks = base.remarks.filter((remark) => remark !== code);
    const rungs = outcome === 'failed' ? withMissing(climbed.rungs, stage) : climbed.rungs;
    const unseen = outcome === 'failed' && found.evidence === 'probe' ? unseenSide(handshake) : undefined;
    const more = { ...(stage && { stage }), ...(unseen && { unseen }) };
    return { ...base, rungs, outcome, cause: code, facts, remarks, ...found, ...more };
  }
  return settle(handshake, climbed, base, waits, now);
}

/**
 * Nothing has gone wrong so far and nothing is overdue, so that no rule has anything to find: so it is with most
 * diagnoses, of which asking all the rules would be the larger part. A property test asks them all the same.
 */
export function isCalm(handshake: Handshake, { stop }: Climb): boolean {
  const { marks, caller, callee, faults, refused, misdirectedAt, rival, lostAt } = handshake;
  if (stop?.missing || faults.length > 0 || refused.offer || refused.answer || caller.left || callee.left) return false;
  if (marks['answer-received'] && !marks['offer-received']) return false;
  return misdirectedAt === undefined && rival === undefined && lostAt === undefined;
}

/**
 * The two have negotiated again before its path was up, and not because that failed: candidates and probes speak of the
 * newer one from then on.
 */
function overtaken(handshake: Handshake, { stop, rungs }: Climb): boolean {
  if (handshake.overtakenAt === undefined) return false;
  if (handshake.faults.some(({ kind }) => kind === stop?.stage)) return false;
  if (stop) return stop.stage === 'candidates-exchanged' || pathRungs.includes(stop.stage);
  return rungs.at(-1)?.status !== 'reached' && sides.some((side) => watched(handshake, side));
}

/** Candidates whose offer never came are no attempt that anyone could be told about. */
function begun({ marks, refused, caller, callee, answers, met }: Handshake): boolean {
  if (marks['offer-received']) return true;
  const missed = met === true && caller.reportedAt !== undefined;
  const connects = [caller, callee].some((party) => Object.keys(party.marks).length > 0);
  return missed || connects || answers > 0 || refused.offer !== undefined;
}

function waitForOffer(
  { openedAt, met }: Handshake,
  base: Omit<Verdict, 'outcome'>,
  waits: Waits,
  now: number,
): Verdict {
  const dueAt = (met ? now : openedAt) + waits['offer-received'];
  return { ...base, outcome: 'pending', stage: 'offer-received', ...(now < dueAt && { dueAt }) };
}

function settle(
  handshake: Handshake,
  { stop }: Climb,
  base: Omit<Verdict, 'outcome'>,
  waits: Waits,
  now: number,
): Verdict {
  if (!stop) {
    const { status } = base.rungs.at(-1) ?? {};
    const [side, other] = sides.filter((known) => watched(handshake, known));
    // Reports come over a way of their own, behind the messages they speak of.
    const dueAt = Math.max(...base.rungs.map(({ at = 0 }) => at)) + waits.probe;
    if (!other && now < dueAt) return { ...base, outcome: 'pending', dueAt };
    if (status !== 'reached') return { ...base, outcome: 'signaled', ...(side && { variant: 'unreported' }) };
    const relayed = sides.some((known) => handshake[known].relayed);
    if (side && !other)
      return { ...base, outcome: 'connected', variant: relayed ? 'one-sided-relayed' : 'one-sided', facts: { side } };
    return { ...base, outcome: 'connected', ...(relayed && { variant: 'relayed' }) };
  }
  if (stop.missing) {
    return { ...base, outcome: 'failed', stage: stop.stage, ...untaken(handshake, stop) };
  }
  return { ...base, outcome: 'pending', stage: stop.stage, dueAt: stop.dueAt, ask: stop.ask, hear: stop.hear };
}

function unseenSide(handshake: Handshake): Side | undefined {
  const [side, other] = sides.filter((known) => !watched(handshake, known));
  return other ? undefined : side;
}

/** A rung that was refused or threw is missing at once, before its wait is over, unless another one is. */
function withMissing(rungs: readonly Standing[], stage: Stage | undefined): readonly Standing[] {
  if (rungs.some(({ status }) => status === 'missing')) return rungs;
  return rungs.map((rung) => (rung.stage === stage && rung.status === 'pending' ? { stage, status: 'missing' } : rung));
}

/** No cause is named for an answer that its page never took; who owes that is proved all the same. */
function untaken(
  { marks }: Handshake,
  { stage, dead }: NonNullable<Climb['stop']>,
): Pick<Verdict, 'owedBy' | 'variant'> {
  const arrived = marks['answer-delivered'] ?? marks['answer-handled'];
  const page = stage === 'answer-handled' || stage === 'answer-applied';
  return page && arrived && dead.length === 0 ? { owedBy: 'caller', variant: 'untaken' } : { owedBy: 'not-known' };
}

const noFacts: Facts = {};
const nobody: readonly string[] = [];

/** The deepest look into the other end that any rung rests on. */
function strongest(rungs: readonly Standing[]): Evidence {
  let level = 0;
  for (const { seenBy } of rungs) if (seenBy) level = Math.max(level, evidenceLevels.indexOf(seenBy));
  return evidenceLevels[level] ?? 'gateway';
}
