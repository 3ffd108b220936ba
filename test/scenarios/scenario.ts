import type { CauseCode, HandshakeView } from '../../protocol/verdict.js';
import type { Stage } from './stage.js';

/** What a scenario must end with; `cause: undefined` says that none may be named. */
export type Expected = Pick<HandshakeView, 'outcome'> &
  Partial<Pick<HandshakeView, 'cause' | 'stage' | 'owedBy' | 'evidence'>> & {
    /** Causes that are remarked on, all of them. */
    remarks?: readonly CauseCode[];
    /** What its sentence and advice must say. */
    says?: RegExp;
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

/** Expected, and not found: empty where the verdict is right. */
export function differences(expected: Expected, got: HandshakeView): string[] {
  const keys = ['outcome', 'cause', 'stage', 'owedBy', 'evidence'] as const;
  const wrong = keys
    .filter((key) => (key === 'cause' || key in expected) && expected[key] !== got[key])
    .map((key) => `${key}: expected ${expected[key] ?? 'none'}, got ${got[key] ?? 'none'}`);
  const { remarks, says } = expected;
  const told = `${got.sentence} ${got.advice}`;
  if (remarks && remarks.join() !== got.remarks.join())
    wrong.push(`remarks: expected ${remarks.join() || 'none'}, got ${got.remarks.join() || 'none'}`);
  if (says && !says.test(told)) wrong.push(`says: expected ${says}, got ${told}`);
  return wrong;
}
