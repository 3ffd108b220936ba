import type { Side } from '../../protocol/verdict.js';
import { otherSide, watched, type Handshake } from './handshake.js';
import type { Waits } from './ladder.js';

/**
 * What became of the candidates of the other side in the page of this one:
 * `needless`: there were none but those inside the description, or none at all; `unseen`: no probe would tell;
 * `waiting`: it is too early to say; `unheard`: its probe has not reported since; `ignored`: the page has called
 * addIceCandidate not once; `refused`: it has, and every call failed.
 */
export type Taken = 'needless' | 'unseen' | 'applied' | 'waiting' | 'unheard' | 'ignored' | 'refused';

/** When a page must have applied a candidate, in ms since the Unix epoch; undefined before it has something to apply. */
export function candidatesDue(handshake: Handshake, side: Side, waits: Waits): number | undefined {
  const { marks } = handshake;
  const { deliveredAt, forwardedAt, transport } = handshake[otherSide(side)];
  // Where its delivery can be proved, it counts from then on.
  const came = handshake[side].transport && transport ? deliveredAt : (deliveredAt ?? forwardedAt);
  const answered = marks['answer-applied'] ?? marks['answer-delivered'] ?? marks['answer-forwarded'];
  if (came === undefined || !answered) return undefined;
  return Math.max(came, answered.at) + waits.candidates;
}

/** Up to when its probe is asked for what became of them: one that spoke up late could not be asked before. */
export function candidatesHeard(handshake: Handshake, side: Side, waits: Waits): number | undefined {
  const due = candidatesDue(handshake, side, waits);
  return due === undefined ? undefined : Math.max(due, handshake.toldAt ?? due) + waits.report;
}

export function candidatesTaken(
  handshake: Handshake,
  side: Side,
  waits: Waits,
  now: number,
  probeSilent: readonly Side[] = [],
): Taken {
  const { forwarded, inside } = handshake[otherSide(side)];
  if (inside > 0 || forwarded === 0) return 'needless';
  const { done, reportedAt = 0 } = handshake[side];
  if (done['candidate-applied'] !== undefined) return 'applied';
  if (!watched(handshake, side) || probeSilent.includes(side)) return 'unseen';
  const due = candidatesDue(handshake, side, waits);
  if (due === undefined || now < due) return 'waiting';
  if (handshake.faults.some((fault) => fault.kind === 'candidate-applied' && fault.side === side)) return 'refused';
  return reportedAt >= due ? 'ignored' : 'unheard';
}

/** Is it still to be known what became of them: too early to say, or asked of a probe that has its time to answer? */
export function candidatesOpen(
  handshake: Handshake,
  side: Side,
  waits: Waits,
  now: number,
  probeSilent: readonly Side[] = [],
): boolean {
  const taken = candidatesTaken(handshake, side, waits, now, probeSilent);
  if (taken === 'waiting') return now < (candidatesDue(handshake, side, waits) ?? 0);
  return taken === 'unheard' && now < (candidatesHeard(handshake, side, waits) ?? 0);
}
