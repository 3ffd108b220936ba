import type { HandshakeView } from '../../protocol/verdict.js';
import type { Stage } from './world.js';

/** What a scenario must end with; `cause: undefined` says that none may be named. */
export type Expected = Pick<HandshakeView, 'outcome'> &
  Partial<Pick<HandshakeView, 'cause' | 'stage' | 'owedBy' | 'evidence'>>;

/** One thing that goes wrong, or does not, and the verdict that is true of it. */
export interface Scenario {
  readonly name: string;
  readonly expected: Expected;
  /** Plays it, and answers with the handshake as soon as it has its verdict. */
  readonly play: (stage: Stage) => Promise<HandshakeView>;
}

/** Expected, and not found: empty where the verdict is right. */
export function differences(expected: Expected, got: HandshakeView): string[] {
  const keys = ['outcome', 'cause', 'stage', 'owedBy', 'evidence'] as const;
  return keys
    .filter((key) => (key === 'cause' || key in expected) && expected[key] !== got[key])
    .map((key) => `${key}: expected ${expected[key] ?? 'none'}, got ${got[key] ?? 'none'}`);
}
