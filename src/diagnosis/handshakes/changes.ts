import type { Stage } from '../../../protocol/stages.js';
import { sides, type Change, type Side } from '../../../protocol/verdict.js';
import type { Hop, HopKind } from '../../domain/hop.js';
import { exchanged, type Handshake, type Party } from '../../domain/handshake.js';
import type { RungState } from '../../domain/ladder-state.js';
import type { Verdict } from '../../domain/verdict.js';
import type { Diagnosis } from '../../hops/hop-watcher.js';

/**
 * Can a hop have moved the verdict? Most candidates only raise a count, and a sign of life counts only once somebody's
 * silence is in question, which the deadline of the verdict looks at: 46 of the 54 hops of a call of two plain pages, each of which
 * would cost a diagnosis.
 */
export function decisive({ handshake: before, verdict }: Diagnosis, after: Handshake, at: number): boolean {
  if (before === after) return false;
  // What is late, or has failed, anything that becomes known may put right.
  if (verdict.overdue !== undefined || verdict.outcome === 'failed') return true;
  const unasked = verdict.dueAt !== undefined && at < verdict.dueAt && verdict.ask.length === 0;
  const probed = after.caller.probe || after.callee.probe;
  return (
    tells(before.caller, after.caller, unasked, probed) ||
    tells(before.callee, after.callee, unasked, probed) ||
    before.marks !== after.marks ||
    fields.some((field) => before[field] !== after[field])
  );
}

/** Everything of a handshake but its two parties. */
const fields = Object.keys({
  ref: true,
  room: true,
  openedAt: true,
  lostAt: true,
  toldAt: true,
  marks: true,
  proving: true,
  met: true,
  refused: true,
  faults: true,
  answers: true,
  provisionalAt: true,
  misdirectedAt: true,
  misplacedAt: true,
  strayed: true,
  twice: true,
  goesOnElsewhere: true,
  ambiguous: true,
  movedTo: true,
  outside: true,
  answeredTwice: true,
  contested: true,
  askedSince: true,
  rival: true,
  overtakenAt: true,
  supersededAt: true,
} satisfies Record<Exclude<keyof Handshake, Side>, true>) as (keyof Handshake)[];

/** @param probed somebody would tell what became of a candidate that has arrived */
function tells(before: Party, after: Party, unasked: boolean, probed: boolean): boolean {
  if (before === after) return false;
  return (
    exchanged(before) !== exchanged(after) ||
    before.marks !== after.marks ||
    before.left !== after.left ||
    before.media !== after.media ||
    (before.deliveredAt !== after.deliveredAt && probed) ||
    before.twin !== after.twin ||
    before.shared !== after.shared ||
    before.doubled !== after.doubled ||
    before.elsewhere !== after.elsewhere ||
    (before.aliveAt !== after.aliveAt && !unasked) ||
    before.reportedAt !== after.reportedAt ||
    before.transport !== after.transport ||
    before.page !== after.page ||
    before.probe !== after.probe
  );
}

/** Does a probe say something of what has happened, or speak for the first time? */
export function isNews(before: Handshake, after: Handshake, { kind, seenBy }: Hop): boolean {
  if (seenBy !== 'probe') return false;
  return kind !== 'probe-alive' || sides.some((side) => after[side].probe && !before[side].probe);
}

/** The call came about, as far as anybody could see. */
export function wentWell({ outcome }: Verdict): boolean {
  return outcome === 'signaled' || outcome === 'connected';
}

/** What people read of a verdict: what is late stands for the verdict that is still to fall. */
type Standpoint = Pick<Change, 'outcome' | 'stage' | 'cause' | 'owedBy'>;

/** Of what only goes on, people read nothing but that: it climbs from rung to rung. */
function standpointOf(verdict: Verdict): Standpoint {
  const { outcome, overdue } = verdict;
  if (outcome !== 'pending') return { outcome, ...namedOf(verdict) };
  return { outcome, ...(overdue && { owedBy: 'not-known', ...namedOf(overdue.verdict) }) };
}

const namedOf = ({
  stage,
  cause,
  owedBy,
}: Pick<Verdict, 'stage' | 'cause' | 'owedBy'>): Omit<Standpoint, 'outcome'> => ({
  ...(stage && { stage }),
  ...(cause && { cause }),
  ...(owedBy && { owedBy }),
});

const isSame = (a: Standpoint, b: Standpoint): boolean =>
  a.outcome === b.outcome && a.stage === b.stage && a.cause === b.cause && a.owedBy === b.owedBy;

/** People have to be told anew. */
export function differs(a: Verdict, b: Verdict): boolean {
  return !isSame(standpointOf(a), standpointOf(b));
}

/** It is late from now on, or late no more, or late for another reason, or it is another one's to bring. */
export function overdueDiffers(a: Verdict, b: Verdict): boolean {
  return (a.overdue !== undefined || b.overdue !== undefined) && differs(a, b);
}

/** Verdicts of one handshake that are kept. */
const keptChanges = 8;

/** The verdicts of a handshake with one more, and the step that brought it: each that people read, and no other. */
export function withChange(
  history: readonly Change[],
  verdict: Verdict,
  at: number,
  because: HopKind | undefined,
): readonly Change[] {
  const last = history.at(-1);
  const standpoint = standpointOf(verdict);
  if (last ? isSame(last, standpoint) : verdict.outcome === 'pending' && !verdict.overdue) return history;
  return [...history.slice(1 - keptChanges), { at, ...standpoint, ...(because && { because }) }];
}

/** One rung more is reached, or another one is waited for. */
export function climbed(a: Verdict, b: Verdict): boolean {
  return a.furthest !== b.furthest || a.stage !== b.stage;
}

/**
 * A rung below the last one has been seen, which until then was only implied: its pong, or its report, came late. That
 * media flow, or that there is nothing to send, is the page's to say, as often as it likes.
 */
export function filled(a: Verdict, b: Verdict): boolean {
  return b.rungs.some(({ stage, status }) => status === 'reached' && !seen.includes(statusOf(a, stage)));
}

const seen: readonly (RungState['status'] | undefined)[] = ['reached', 'nothing-to-send'];

function statusOf({ rungs }: Verdict, stage: Stage): RungState['status'] | undefined {
  return rungs.find((rung) => rung.stage === stage)?.status;
}

/** It goes on, nothing is late, and nobody is asked whether they are still there. */
export function isWaiting({ outcome, overdue, ask, reportWantedFrom }: Verdict): boolean {
  return outcome === 'pending' && overdue === undefined && ask.length === 0 && reportWantedFrom.length === 0;
}

/** Of one that nobody has asked for. */
export const unasked: Verdict = {
  outcome: 'pending',
  rungs: [],
  evidence: 'gateway',
  facts: {},
  gaps: [],
  notes: [],
  remarks: [],
  ask: [],
  reportWantedFrom: [],
};
