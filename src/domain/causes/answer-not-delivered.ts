import { missing, seconds, connectionDead, waitedForProof, type Cause } from './cause.js';

export const answerNotDelivered: Cause<'answer-not-delivered'> = {
  code: 'answer-not-delivered',
  rule: "The answer was written to the caller's socket, and neither a pong nor an acknowledgement has come back.",
  owedBy: "the caller's network",
  restsOn: ['gateway:answer-forwarded'],
  refutedBy: ['gateway:answer-delivered', 'gateway:answer-handled', 'caller:answer-applied'],
  find: (view) => {
    const broken = view.ladderState.firstGap?.stage === 'answer-delivered' && connectionDead(view, 'caller');
    if (!broken && !missing(view, 'answer-delivered')) return undefined;
    return {
      stage: 'answer-delivered',
      owedBy: 'caller-network',
      evidence: 'gateway',
      facts: { seconds: seconds(waitedForProof(view, 'answer', 'caller')) },
    };
  },
};
