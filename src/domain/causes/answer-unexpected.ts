import { isAmbiguous, type Handshake } from '../handshake.js';
import { missing, passed, wentAway, type RemarkedCause, type Remarked } from './cause.js';
import type { CauseRemark } from './variants.js';
import { answeredTwice } from './path.js';

export const answerUnexpected: RemarkedCause<'answer-unexpected'> = {
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
  remarks: ({ handshake }) => [
    ...again(handshake),
    ...(isAmbiguous(handshake) ? [{ remark: 'answered-unknown' } as const] : []),
  ],
};

/** A second answer, or one of a second connection; who gets an offer twice answers it twice. */
function again({
  twice,
  answeredTwice: byTwo,
  callee,
  answers,
}: Handshake): Remarked<CauseRemark<'answer-unexpected'>>[] {
  if (twice?.offer !== undefined) return [];
  if (byTwo || callee.doubled) return [{ remark: 'answered-by-two' }];
  return answers > 1 ? [{ remark: 'answered-again' }] : [];
}
