import { evidenceLevels, type Evidence, type Stage } from '../../protocol/stages.js';
import type { CauseCode } from '../../protocol/causes.js';
import { sides, type Side } from '../../protocol/verdict.js';
import { candidatesHeard, candidatesTaken } from './candidates.js';
import { rulesAt } from './causes/list.js';
import type { Cause, Facts, Finding, View } from './causes/cause.js';
import { gapsOf, type Gap } from './grounds.js';
import { exchanged, watched, type Handshake } from './handshake.js';
import type { Departure } from './hop.js';
import { pathRungs, type Waits } from './ladder.js';
import { notesOf, type Note } from './remarks.js';
import { settle } from './settle.js';
import { ladderStateOf, type LadderState, type RungState } from './ladder-state.js';
import type { Base, Verdict } from './verdict.js';

/**
 * The verdict on a handshake, for the waits it was given. Pure and total: any handshake, at any moment, has one.
 *
 * @param now in ms since the Unix epoch
 */
export function diagnose(handshake: Handshake, waits: Waits, now: number): Verdict {
  const ladderState = ladderStateOf(handshake, waits, now);
  const view = { handshake, ladderState, waits, now };
  const notes = notesOf(view);
  const base: Base = {
    rungs: ladderState.rungs,
    evidence: strongest(ladderState.rungs),
    facts: noFacts,
    gaps: noGaps,
    notes,
    remarks: codesOf(notes),
    ask: nobody,
    reportWantedFrom: nobody,
    ...(handshake.ref.relayedBy && { relayedBy: handshake.ref.relayedBy }),
    ...(ladderState.furthest && { furthest: ladderState.furthest }),
  };
  if (!begun(handshake)) return waitForOffer(handshake, base, waits, now);
  if (handshake.supersededAt !== undefined)
    return { ...base, outcome: 'superseded', ...(handshake.goesOnElsewhere && { variant: 'elsewhere' }) };
  if (overtaken(handshake, ladderState)) return { ...base, outcome: 'superseded', variant: 'overtaken' };
  for (const cause of rulesAt(ladderState.firstGap?.stage)) {
    const finding = cause.find(view);
    if (!finding) continue;
    const verdict = conclude(view, base, cause, finding);
    return cause.late && !finding.sure && verdict.outcome === 'failed' ? patient(view, base, verdict) : verdict;
  }
  const settled = settle(view, base);
  return settled.outcome === 'failed' ? patient(view, base, settled) : settled;
}

/**
 * What a person or a gathering page may still bring is late until the wait for them is over, and has not failed; unless the
 * page that owes it has gone, and it cannot come any more.
 */
function patient({ handshake, ladderState: { firstGap }, waits, now }: View, base: Base, verdict: Verdict): Verdict {
  const ringsUntil = (firstGap?.since ?? now) + waits.ring;
  const gone = sides.some((side) => verdict.owedBy === side && goings.includes(handshake[side].left?.departure));
  if (gone || now >= ringsUntil) return verdict;
  const dueAt = firstGap && !firstGap.missing ? Math.min(ringsUntil, firstGap.dueAt) : ringsUntil;
  const since = firstGap?.missing ? firstGap.dueAt : now;
  const { stage } = verdict;
  const rungs = base.rungs.map((rung) => (rung.status === 'missing' ? { ...rung, status: 'pending' as const } : rung));
  return { ...base, rungs, outcome: 'pending', ...(stage && { stage }), overdue: { verdict, since }, dueAt };
}

/** Goings that are the page's own; a network that breaks may bring it back. */
const goings: readonly (Departure | undefined)[] = ['left', 'closed'];

function conclude(view: View, base: Base, cause: Cause, finding: Finding): Verdict {
  const { handshake, ladderState } = view;
  const {
    outcome = 'failed',
    stage = ladderState.firstGap?.stage,
    facts = noFacts,
    sure: _,
    toldBy: __,
    ...found
  } = finding;
  const notes = base.notes.filter(({ code }) => code !== cause.code);
  const rungs = outcome === 'failed' ? withMissing(ladderState.rungs, stage) : ladderState.rungs;
  const told = outcome === 'failed' ? unseen(view, cause, finding) : noGaps;
  const doubts = outcome === 'failed' ? doubtsOf(handshake, finding) : noGaps;
  return {
    ...base,
    rungs,
    outcome,
    cause: cause.code,
    facts,
    gaps: [...told, ...doubts],
    notes,
    remarks: codesOf(notes),
    ...found,
    ...(doubts.length > 0 && { owedBy: 'not-known' }),
    ...(stage && { stage }),
  };
}

/**
 * What nobody could have seen of that which the finding rests on, or which would refute it. What the gateway has seen itself
 * rests on no probe; but where one page has a probe, the word of the other could still name another owner. Where no page has
 * one, the evidence says so.
 */
function unseen({ handshake, ladderState, now, waits }: View, cause: Cause, finding: Finding): readonly Gap[] {
  const { restsOn, refutedBy } = cause;
  const named = namedBy(finding);
  // One that was asked what became of the candidates, and has not answered in time, is silent as well.
  const unheard = (side: Side) =>
    candidatesTaken(handshake, side, waits, now, ladderState.probeSilent) === 'unheard' &&
    now >= (candidatesHeard(handshake, side, waits) ?? Infinity);
  const probeSilent = [...ladderState.probeSilent, ...sides.filter(unheard)];
  const gaps = gapsOf(handshake, [...restsOn, ...refutedBy], named, probeSilent);
  const polling = gaps.filter(({ why }) => why === 'polling');
  // A probe that could not have spoken yet is not said to be silent.
  if (now < handshake.openedAt + waits.probe) return polling;
  if (finding.evidence === 'probe') return gaps;
  const probed = sides.some((side) => handshake[side].probe);
  const refuting = probed ? gapsOf(handshake, refutedBy, named, probeSilent) : noGaps;
  return [...polling, ...refuting.filter(({ side }) => !polling.some((gap) => gap.side === side))];
}

/** What the finding rests on, and anybody could have made up. */
function doubtsOf(handshake: Handshake, { evidence, toldBy }: Finding): readonly Gap[] {
  if (evidence !== 'probe') return noGaps;
  const unproven = sides.filter((side) => handshake[side].unproven);
  const doubts: Gap[] = unproven.map((side) => ({ side, why: 'unproven' }));
  return toldBy ? [...doubts, { side: toldBy, why: 'unconfirmed' }] : doubts;
}

/** The side that a finding names, for the facts that speak of it. */
function namedBy({ facts, owedBy }: Finding): 'caller' | 'callee' {
  const named = facts?.['side'] ?? owedBy;
  return named === 'callee' || named === 'callee-network' ? 'callee' : 'caller';
}

/**
 * Is nothing known of it but that it goes on? Whichever rung it has come to, its verdict is pending then, and nobody is asked
 * anything, until a wait since the last step is over: so it is with a call of two pages without a probe. A property test
 * asks for the verdict all the same.
 */
export function onlyGoesOn(handshake: Handshake): boolean {
  const { marks, caller, callee, supersededAt, overtakenAt, askedSince } = handshake;
  if (!marks['offer-received'] || caller.probe || callee.probe) return false;
  if (supersededAt !== undefined || askedSince !== undefined) return false;
  if (overtakenAt !== undefined && !(exchanged(caller) && exchanged(callee))) return false;
  return !isOdd(handshake);
}

/** Is there anything that a rule may have something to say of? */
function isOdd(handshake: Handshake): boolean {
  const { marks, caller, callee, faults, refused, misdirectedAt, misplacedAt, rival, lostAt } = handshake;
  if (faults.length > 0 || refused.offer || refused.answer || caller.left || callee.left) return true;
  if (unusual(caller) || unusual(callee) || (marks['answer-received'] && !marks['offer-received'])) return true;
  const odd =
    misdirectedAt ??
    misplacedAt ??
    lostAt ??
    rival ??
    handshake.strayed ??
    handshake.twice ??
    handshake.contested ??
    handshake.answeredTwice;
  return odd !== undefined;
}

/** Of a page that is not one of a simple call. */
function unusual({ twin, shared, doubled, elsewhere, media }: Handshake['caller']): boolean {
  return (twin ?? shared ?? doubled ?? elsewhere) !== undefined || (media !== undefined && media.sends !== 'flows');
}

/**
 * The two have negotiated again before its path was up, and not because that failed: candidates and probes speak of the
 * newer one from then on.
 */
function overtaken(handshake: Handshake, { firstGap, rungs }: LadderState): boolean {
  if (handshake.overtakenAt === undefined) return false;
  if (handshake.faults.some(({ kind }) => kind === firstGap?.stage)) return false;
  if (firstGap) return firstGap.stage === 'candidates-exchanged' || pathRungs.includes(firstGap.stage);
  const up = rungs.at(-1)?.status;
  return up !== 'reached' && up !== 'nothing-to-send' && sides.some((side) => watched(handshake, side));
}

/** Candidates whose offer never came are no attempt that anyone could be told about. */
function begun({ marks, refused, caller, callee, answers, met, faults }: Handshake): boolean {
  if (marks['offer-received']) return true;
  const told = caller.reportedAt !== undefined || faults.some(({ kind }) => kind === 'context-checked');
  const connects = [caller, callee].some((party) => Object.keys(party.marks).length > 0);
  return (met === true && told) || connects || answers > 0 || refused.offer !== undefined;
}

/** Candidates may come long before their offer: it is waited for as long as for people. */
function waitForOffer({ openedAt, met }: Handshake, base: Base, waits: Waits, now: number): Verdict {
  const dueAt = met ? now + waits['offer-received'] : openedAt + Math.max(waits.ring, waits['offer-received']);
  return { ...base, outcome: 'pending', stage: 'offer-received', ...(now < dueAt && { dueAt }) };
}

/** A rung that was refused or threw is missing at once, before its wait is over, unless another one is. */
function withMissing(rungs: readonly RungState[], stage: Stage | undefined): readonly RungState[] {
  if (rungs.some(({ status }) => status === 'missing')) return rungs;
  return rungs.map((rung) => (rung.stage === stage && rung.status === 'pending' ? { stage, status: 'missing' } : rung));
}

const noFacts: Facts = {};
const noGaps: readonly Gap[] = [];
const nobody: readonly string[] = [];
const noCodes: readonly CauseCode[] = [];

const codesOf = (notes: readonly Note[]): readonly CauseCode[] =>
  notes.length === 0 ? noCodes : [...new Set(notes.map(({ code }) => code))];

/** The deepest look into the other end that any rung rests on. */
function strongest(rungs: readonly RungState[]): Evidence {
  let level = 0;
  for (const { seenBy } of rungs) if (seenBy) level = Math.max(level, evidenceLevels.indexOf(seenBy));
  return evidenceLevels[level] ?? 'gateway';
}
