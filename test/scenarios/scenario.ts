import type { CauseCode } from '../../protocol/causes.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import type { Stage } from './stage.js';

/** What a scenario must end with; `cause: undefined` says that none may be named. */
export type Expected = Pick<HandshakeView, 'outcome'> &
  Partial<Pick<HandshakeView, 'cause' | 'stage' | 'owedBy' | 'evidence'>> & {
    /**
     * It is overdue when the verdict comes, and pending: what is expected is what would fail when the wait for people is over.
     * `or-failed`: unless the browser has given the path up before, as some do sooner than others.
     */
    late?: true | 'or-failed';
    /** Causes that are remarked on, all of them. */
    remarks?: readonly CauseCode[];
    /** What its sentence and advice must say. */
    says?: RegExp;
    /** What its notes must say. */
    notes?: RegExp;
  };

/** One thing that goes wrong, or does not, and the verdict that is true of it. */
export interface Scenario {
  readonly name: string;
  readonly expected: Expected;
  /** Plays it, and answers with the handshake as soon as it has its verdict. */
  readonly play: (stage: Stage) => Promise<HandshakeView>;
}

/** What a scenario needs is not to be had on this machine: it says why, and is neither right nor wrong. */
export class NotPossible extends Error {}

/** By chance it did not come to what the scenario is about: it is played again. */
export class NotThisTime extends Error {}

/** The verdict that a handshake has, or will have when the wait for what is overdue is over. */
export function asTold(view: HandshakeView): HandshakeView {
  return view.overdue ? { ...view, ...view.overdue, outcome: 'failed' } : view;
}

/** Expected, and not found: empty where the verdict is right. */
export function differences(expected: Expected, view: HandshakeView): string[] {
  const got = asTold(view);
  const keys = ['outcome', 'cause', 'stage', 'owedBy', 'evidence'] as const;
  const wrong = keys
    .filter((key) => (key === 'cause' || key in expected) && expected[key] !== got[key])
    .map((key) => `${key}: expected ${expected[key] ?? 'none'}, got ${got[key] ?? 'none'}`);
  const { late = false, remarks, says, notes } = expected;
  const isLate = view.overdue !== undefined;
  if (late !== 'or-failed' && late !== isLate)
    wrong.push(late ? 'late: expected overdue, has settled' : 'late: expected settled, is overdue');
  const told = `${got.sentence} ${got.advice}`;
  if (remarks && remarks.join() !== got.remarks.join())
    wrong.push(`remarks: expected ${remarks.join() || 'none'}, got ${got.remarks.join() || 'none'}`);
  if (says && !says.test(told)) wrong.push(`says: expected ${says}, got ${told}`);
  if (notes && !notes.test(got.notes.join(' '))) wrong.push(`notes: expected ${notes}, got ${got.notes.join(' ')}`);
  return wrong;
}
