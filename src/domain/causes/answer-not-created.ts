import {
  brokeOff,
  connectionDead,
  faultOf,
  missing,
  passed,
  seconds,
  wentAway,
  connectionProven,
  type Cause,
} from './cause.js';

export const answerNotCreated: Cause<'answer-not-created'> = {
  code: 'answer-not-created',
  rule: "The callee's probe says that the offer was applied, and no answer was made: making it threw, or nothing came and its connection works (a later pong).",
  owedBy: "the callee's page",
  restsOn: ['callee:offer-applied'],
  refutedBy: ['callee:answer-created', 'gateway:answer-received'],
  late: true,
  find: (view) => {
    if (!missing(view, 'answer-created') || !passed(view, 'offer-applied')) return undefined;
    const found = { owedBy: 'callee', evidence: 'probe' } as const;
    // Of the other's going it may come as well.
    if (wentAway(view, 'lost')) return undefined;
    // What threw needs no sign of life: who has gone over it gives none.
    const fault = faultOf(view, 'answer-created', 'callee');
    if (fault) return { ...found, sure: true, variant: fault.signalingState === 'closed' ? 'closed' : 'threw' };
    if (connectionDead(view, 'callee') || !connectionProven(view, 'callee')) return undefined;
    const broken = brokeOff(view, 'callee', view.handshake.marks['offer-forwarded']?.at);
    if (broken) return { ...found, ...broken };
    return { ...found, facts: { seconds: seconds(view.waits['answer-created']) } };
  },
};
