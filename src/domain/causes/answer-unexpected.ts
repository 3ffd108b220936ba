import { missing, passed, wentAway, type Cause } from './cause.js';
import { answeredTwice } from './path.js';

export const answerUnexpected: Cause<'answer-unexpected'> = {
  code: 'answer-unexpected',
  rule: 'An answer came that nobody had asked for: to a participant with no open offer, or to another one than the caller. A second answer to the same offer is a remark, no failure.',
  owedBy: 'the sender of the answer',
  restsOn: ['gateway:stray'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const { marks, misdirectedAt, misplacedAt, callee } = view.handshake;
    const found = { stage: 'answer-received', owedBy: 'callee', evidence: 'gateway' } as const;
    if (marks['answer-received'] && !marks['offer-received'] && !passed(view, 'answer-applied')) return found;
    if (misplacedAt !== undefined && passed(view, 'offer-applied'))
      return { ...found, evidence: 'probe', variant: 'older' };
    if (answeredTwice(view)) return { ...found, evidence: callee.doubled ? 'probe' : 'gateway', variant: 'twice' };
    if (misdirectedAt === undefined || wentAway(view, 'lost')) return undefined;
    return missing(view, 'offer-handled', 'answer-received') && found;
  },
};
