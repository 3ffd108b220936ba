import type { Side } from '../../../protocol/verdict.js';
import { connectionDead, missing, networkOf, seconds, type Finding, type View } from './cause.js';

/** A description that was written to the socket of the one whom it is for, and of which no proof came back that it is there. */
export function notDelivered(view: View, message: 'offer' | 'answer', receiver: Side): Finding<never> | undefined {
  const stage = `${message}-delivered` as const;
  const broken = view.ladderState.firstGap?.stage === stage && connectionDead(view, receiver);
  if (!broken && !missing(view, stage)) return undefined;
  return {
    stage,
    owedBy: networkOf(receiver),
    evidence: 'gateway',
    facts: { seconds: seconds(waitedForProof(view, message, receiver)) },
  };
}

/** How long the proof that a side has a message was waited for, in ms: its wait, unless the connection ended before. */
function waitedForProof({ handshake, waits }: View, message: 'offer' | 'answer', side: Side): number {
  const wait = waits[`${message}-delivered`];
  const sentAt = handshake.marks[`${message}-forwarded`]?.at;
  const { left } = handshake[side];
  return left && sentAt !== undefined ? Math.min(wait, Math.max(0, left.at - sentAt)) : wait;
}
