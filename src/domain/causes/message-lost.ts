import { missing, networkOf, wentAway, type Cause, type Finding, type View } from './cause.js';
import type { CauseVariant } from './variants.js';

export const messageLost: Cause<'message-lost'> = {
  code: 'message-lost',
  rule: "A side's probe saw it hand the message to its signaling socket, and the gateway never got it; or its connection to the gateway broke, or stopped answering, while the handshake was going, so what it sent, if it sent, is lost.",
  owedBy: "the sender's network",
  restsOn: ['gateway:silence'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const gone = wentAway(view, 'lost');
    const written = handedOver(view);
    // What comes of the other's going first is not held against who has sent it.
    if (written && (gone ?? written.facts?.['side']) === written.facts?.['side']) return written;
    const side = gone ?? view.ladderState.firstGap?.dead[0];
    return side && { owedBy: networkOf(side), evidence: 'gateway', facts: { side } };
  },
};

/** Its probe saw the page hand the missing description to its socket. */
function handedOver(view: View): Finding<CauseVariant<'message-lost'>> | undefined {
  const found = { evidence: 'probe', variant: 'sent' } as const;
  const { caller, callee } = view.handshake;
  if (missing(view, 'offer-received') && caller.done['offer-sent'] !== undefined)
    return { ...found, owedBy: 'caller-network', facts: { side: 'caller', message: 'offer' } };
  if (
    missing(view, 'offer-handled', 'offer-applied', 'answer-created', 'answer-received') &&
    callee.done['answer-sent'] !== undefined
  )
    return {
      ...found,
      stage: 'answer-received',
      owedBy: 'callee-network',
      facts: { side: 'callee', message: 'answer' },
    };
  return undefined;
}
