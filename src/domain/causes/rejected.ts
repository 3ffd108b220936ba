import { limits } from '../../../protocol/limits.js';
import type { RejectCode } from '../../../protocol/rejects.js';
import type { MessageKind, Stage } from '../../../protocol/stages.js';
import { sides, type Side } from '../../../protocol/verdict.js';
import { missing, passed, wentAway, type Cause, type View } from './cause.js';

export const rejected: Cause<'rejected'> = {
  code: 'rejected',
  rule: 'The gateway refused the offer, the answer or all candidates of a side, with the reject reason; or it closed the connection of one, whose token had ended or who would not stop to flood.',
  owedBy: 'the sender of the refused message',
  restsOn: ['gateway:refusal'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const gone = wentAway(view, 'expelled');
    if (gone) return { owedBy: gone, evidence: 'gateway', facts: { side: gone }, variant: 'expelled' };
    const found = description(view) ?? candidate(view);
    if (!found || elsewhere.includes(found.code)) return undefined;
    const { message, sender, code, stage, large } = found;
    const owedBy = code === 'internal' ? 'gateway' : sender;
    const facts = { message, reason: code, side: sender };
    const by = { stage, owedBy, evidence: 'gateway' } as const;
    if (large) return { ...by, facts: { ...facts, bytes: limits.frameBytes }, variant: 'large' };
    return { ...by, facts, ...(code === 'not-in-room' && { variant: 'outside' }) };
  },
};

interface Refused {
  message: MessageKind;
  sender: Side;
  code: RejectCode;
  stage: Stage;
  /** Its frame was over the bound, for which its connection was closed. */
  large?: boolean;
}

/** Refusals of what could not be handed on: causes of their own. */
const elsewhere: readonly RejectCode[] = ['target-left', 'target-missing', 'instance-unreachable'];

function description(view: View): Refused | undefined {
  const { offer, answer } = view.handshake.refused;
  if (offer && !passed(view, 'offer-forwarded'))
    return { message: 'offer', sender: 'caller', code: offer.code, stage: 'offer-received', large: isLarge(offer) };
  if (answer && !passed(view, 'answer-forwarded'))
    return { message: 'answer', sender: 'callee', code: answer.code, stage: 'answer-received', large: isLarge(answer) };
  return undefined;
}

/** A field that is too large is named by itself. */
const isLarge = ({ code, detail = '' }: { code: RejectCode; detail?: string }): boolean =>
  code === 'too-large' && detail.startsWith('frame:');

/** A side none of whose candidates was taken has not been silent. */
function candidate(view: View): Refused | undefined {
  const stage = missing(view, 'candidates-exchanged');
  const sender = sides.find((side) => view.handshake[side].received === 0 && view.handshake[side].refusedCandidate);
  const code = sender && view.handshake[sender].refusedCandidate;
  return stage && sender && code && { message: 'ice-candidate', sender, code, stage };
}
