import { missing, seconds, connectionDead, waitedForProof, type Cause } from './cause.js';

export const offerNotDelivered: Cause<'offer-not-delivered'> = {
  code: 'offer-not-delivered',
  rule: "The offer was written to the callee's socket, and neither a pong nor an acknowledgement has come back.",
  owedBy: "the callee's network",
  restsOn: ['gateway:offer-forwarded'],
  refutedBy: ['gateway:offer-delivered', 'gateway:offer-handled', 'callee:offer-applied', 'gateway:answer-received'],
  find: (view) => {
    const broken = view.ladderState.firstGap?.stage === 'offer-delivered' && connectionDead(view, 'callee');
    if (!broken && !missing(view, 'offer-delivered')) return undefined;
    return {
      stage: 'offer-delivered',
      owedBy: 'callee-network',
      evidence: 'gateway',
      facts: { seconds: seconds(waitedForProof(view, 'offer', 'callee')) },
    };
  },
};
