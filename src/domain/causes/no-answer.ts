import { missing, seconds, sees, connectionProven, type Cause } from './cause.js';

export const noAnswer: Cause<'no-answer'> = {
  code: 'no-answer',
  rule: "The offer is in the callee's browser (pong, or an acknowledgement), the way back works (a later pong), there is no probe that answers, and the page has sent nothing.",
  owedBy: "the callee's page",
  restsOn: ['gateway:offer-forwarded', 'callee:alive'],
  refutedBy: ['gateway:answer-received', 'callee:answer-created', 'callee:answer-sent'],
  late: true,
  find: (view) => {
    const { marks, callee } = view.handshake;
    // A probe that has fallen silent since may have seen the answer made, or sent: then it was lost.
    if ((callee.done['answer-created'] ?? callee.done['answer-sent']) !== undefined) return undefined;
    const stage = missing(view, 'offer-handled', 'answer-received');
    const arrived = marks['offer-handled'] ?? marks['offer-delivered'];
    if (!stage || !arrived || sees(view, 'callee') || !connectionProven(view, 'callee')) return undefined;
    const waited = stage === 'offer-handled' ? view.waits['offer-handled'] : view.waits.answer;
    return { stage, owedBy: 'callee', evidence: arrived.seenBy, facts: { seconds: seconds(waited) } };
  },
};
