import { sides, type Side } from '../../../protocol/verdict.js';
import type { CauseVariant } from './variants.js';
import { faultOf, gaveUp, ofSides, owed, type RemarkedCause, type View } from './cause.js';

const variants: Readonly<Record<string, CauseVariant<'media-denied'>>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no-device',
  OverconstrainedError: 'no-device',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const refusals = ({ handshake }: View, side: Side) =>
  handshake.faults.filter((fault) => fault.kind === 'media-captured' && fault.side === side);

/**
 * Its page owes the missing rung and has not tried it, has gone over the refusal, or its own probe says that nothing leaves
 * it. One that closes its connection over the refusal, and goes on with it all the same, has not tried.
 */
function stoppedBy(view: View, side: Side): boolean {
  if (gaveUp(view, side, refusals(view, side))) return true;
  const stage = owed(view, side);
  if (stage !== undefined) {
    const tried = faultOf(view, stage, side);
    const further = tried && tried.name !== 'unknown' && tried.signalingState !== 'closed';
    return !further && (side === 'caller' || view.handshake.rival === undefined);
  }
  return (
    view.ladderState.firstGap?.stage === 'media-flowing' && faultOf(view, 'media-flowing', side)?.name === 'source'
  );
}

export const mediaDenied: RemarkedCause<'media-denied'> = {
  code: 'media-denied',
  rule: 'getUserMedia threw on one side, and that page went over it, or the ladder has stopped at a rung that it owes and has not tried, with both still there, or at media that its own probe says it does not send.',
  owedBy: 'that user or browser',
  restsOn: ['side:media-captured!failed'],
  refutedBy: ['side:media-captured'],
  find: (view) => {
    const side = sides.find((known) => refusals(view, known).length > 0 && stoppedBy(view, known));
    if (!side) return undefined;
    const variant = variants[refusals(view, side)[0]?.name ?? ''];
    return { owedBy: side, evidence: 'probe', facts: { side }, ...(variant !== undefined && { variant }) };
  },
  remarks: (view) => ofSides('media-denied', view.handshake, (_, side) => refusals(view, side).length > 0),
};
