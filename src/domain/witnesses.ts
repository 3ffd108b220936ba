import type { Evidence, Stage } from '../../protocol/stages.js';
import { sides, type Side } from '../../protocol/verdict.js';
import { exchanged, isAmbiguous, watched, type Handshake } from './handshake.js';
import { ladder } from './ladder.js';

/**
 * Whose pages owe the rung. Before they are named, a ping must come back: the stream being ordered, the pong proves
 * that they had sent nothing before it, and that the way works.
 */
export function owing(handshake: Handshake, stage: Stage): readonly Side[] {
  const { asked } = ladder[stage];
  if (asked === 'silent') return sides.filter((side) => !exchanged(handshake[side]));
  if (asked === 'probed caller') return handshake.caller.probe ? ['caller'] : [];
  return asked ? [asked] : [];
}

/**
 * The sides whose probe may know better than that their page owes the rung: before that is said, they are asked for a report,
 * as a probe gathers what it has to tell. Not where a proof of delivery is missing: the question would go the same way, and
 * what became of the message has been told while its proof was waited for.
 */
export function reporters(handshake: Handshake, stage: Stage, probeSilent: readonly Side[]): Side[] {
  return owing(handshake, stage).filter((side) => watched(handshake, side) && !probeSilent.includes(side));
}

/** Could anyone present have seen the rung? */
export function seen(handshake: Handshake, stage: Stage, probeSilent: readonly Side[]): boolean {
  const { seer, at, proofOf } = ladder[stage];
  if (proofOf) return handshake.proving[proofOf] !== undefined;
  // Whose candidates belong to an answer that may be another offer's, nobody has seen.
  if (stage === 'candidates-exchanged' && isAmbiguous(handshake)) return false;
  if (at === 'gateway' || seer === 'gateway') return true;
  if (at === 'both') return seenAt(handshake, 'caller', seer) || seenAt(handshake, 'callee', seer);
  return seenAt(handshake, at, seer) && !(seer === 'probe' && probeSilent.includes(at));
}

function seenAt(handshake: Handshake, side: Side, seer: Evidence): boolean {
  const { transport, page } = handshake[side];
  if (seer === 'probe') return watched(handshake, side);
  return page || (seer === 'transport' && transport);
}
