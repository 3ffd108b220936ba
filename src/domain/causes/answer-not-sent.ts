import { missing, sees, connectionProven, type Cause } from './cause.js';

export const answerNotSent: Cause<'answer-not-sent'> = {
  code: 'answer-not-sent',
  rule: 'The callee has made an answer (its probe says so), or has sent candidates, which its browser gathers only behind a description; its connection works, and no answer came.',
  owedBy: "the callee's page",
  restsOn: ['callee:alive'],
  refutedBy: ['gateway:answer-received', 'callee:answer-sent'],
  late: true,
  find: (view) => {
    const { callee, marks, rival, misplacedAt } = view.handshake;
    // It did send one, which belongs to another offer: what it sent besides belongs there as well.
    if (callee.done['answer-sent'] !== undefined || misplacedAt !== undefined) return undefined;
    if (!missing(view, 'offer-handled', 'answer-received') || !connectionProven(view, 'callee')) return undefined;
    if (marks['answer-created'])
      return { stage: 'answer-received', owedBy: 'callee', evidence: 'probe', variant: 'made' };
    const gathered = callee.received > 0 && rival === undefined && !sees(view, 'callee');
    return gathered ? { stage: 'answer-received', owedBy: 'callee', evidence: 'gateway' } : undefined;
  },
};
