import { sides, type CauseCode, type Outcome, type Owner } from '../../protocol/verdict.js';
import type { Evidence, Stage } from '../../protocol/stages.js';
import { causes } from './causes/list.js';
import type { Facts } from './causes/cause.js';
import type { Handshake } from './handshake.js';
import type { Waits } from './ladder.js';
import { remarksOf } from './remarks.js';
import { climb, type Climb, type Standing } from './standing.js';

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
  readonly remarks: readonly CauseCode[];
  readonly furthest?: Stage;
  /** When to look again, in ms since the Unix epoch; absent where only a new hop can change anything. */
  readonly dueAt?: number;
  /** The participants to be pinged now: their silence is about to be held against them. */
  readonly ask: readonly string[];
}

/**
 * The verdict on a handshake, for the waits it was given. Pure and total: any handshake, at any moment, has one.
 *
 * @param now in ms since the Unix epoch
 */
export function diagnose(handshake: Handshake, waits: Waits, now: number): Verdict {
  const ladder = climb(handshake, waits, now);
  const base = {
    rungs: ladder.rungs,
    evidence: strongest(ladder.rungs),
    facts: noFacts,
    remarks: remarksOf(handshake),
    ask: nobody,
    ...(ladder.furthest && { furthest: ladder.furthest }),
  };
  if (handshake.supersededAt !== undefined) return { ...base, outcome: 'superseded' };
  for (const { code, find } of causes) {
    const finding = find({ handshake, climb: ladder, waits, now });
    if (!finding) continue;
    const { outcome = 'failed', stage = ladder.stop?.stage, facts = {}, ...found } = finding;
    const remarks = base.remarks.filter((remark) => remark !== code);
    const rungs = outcome === 'failed' ? withMissing(ladder.rungs, stage) : ladder.rungs;
    return { ...base, rungs, outcome, cause: code, facts, remarks, ...found, ...(stage && { stage }) };
  }
  return settle(handshake, ladder, base);
}

function settle(handshake: Handshake, { stop }: Climb, base: Omit<Verdict, 'outcome'>): Verdict {
  if (!stop) {
    const { status } = base.rungs.at(-1) ?? {};
    if (status !== 'reached') return { ...base, outcome: 'signaled' };
    const [side, other] = sides.filter((known) => handshake[known].probe);
    return { ...base, outcome: 'connected', ...(side && !other && { variant: 'one-sided', facts: { side } }) };
  }
  if (stop.missing) {
    // Candidates whose offer never came are no attempt that anyone could be told about.
    if (stop.stage === 'offer-received' && !handshake.caller.probe)
      return { ...base, outcome: 'pending', stage: stop.stage };
    return { ...base, outcome: 'failed', stage: stop.stage, owedBy: 'not-known' };
  }
  return { ...base, outcome: 'pending', stage: stop.stage, dueAt: stop.dueAt, ask: stop.ask };
}

/** A rung that was refused or threw is missing at once, before its wait is over, unless another one is. */
function withMissing(rungs: readonly Standing[], stage: Stage | undefined): readonly Standing[] {
  if (rungs.some(({ status }) => status === 'missing')) return rungs;
  return rungs.map((rung) => (rung.stage === stage && rung.status === 'pending' ? { stage, status: 'missing' } : rung));
}

const noFacts: Facts = {};
const nobody: readonly string[] = [];

const order: readonly Evidence[] = ['gateway', 'transport', 'page', 'probe'];

/** The deepest look into the other end that any rung rests on. */
function strongest(rungs: readonly Standing[]): Evidence {
  return order.findLast((level) => rungs.some(({ seenBy }) => seenBy === level)) ?? 'gateway';
}
