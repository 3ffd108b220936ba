import { limits } from '../../../protocol/limits.js';
import type { RejectCode } from '../../../protocol/rejects.js';
import type { MessageKind, Stage } from '../../../protocol/stages.js';
import { sides, type Side } from '../../../protocol/verdict.js';
import type { Refused } from '../handshake.js';
import { missing, passed, wentAway, type Cause, type View } from './cause.js';
import type { CauseVariant } from './variants.js';

export const rejected: Cause<'rejected'> = {
  code: 'rejected',
  rule: 'The gateway refused the offer, the answer or all candidates of a side, with the reject reason; or it closed the connection of one, whose token had ended or who would not stop to flood.',
  owedBy: 'the sender of the refused message; both, where the candidates of both were refused',
  restsOn: ['gateway:refusal'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const gone = wentAway(view, 'expelled');
    if (gone) return { owedBy: gone, evidence: 'gateway', facts: { side: gone }, variant: 'expelled' };
    const found = description(view) ?? candidate(view);
    if (!found || elsewhere.includes(found.code)) return undefined;
    const { message, sender, code, stage, large, detail, both } = found;
    const owedBy = code === 'internal' ? 'gateway' : both ? 'both' : sender;
    const facts = { message, reason: code, side: sender };
    const by = { stage, owedBy, evidence: 'gateway' } as const;
    if (large) return { ...by, facts: { ...facts, bytes: limits.frameBytes }, variant: 'large' };
    const variant = code === 'not-in-room' ? 'outside' : code === 'malformed' ? misshapen(message, detail) : undefined;
    return { ...by, facts, ...(variant && { variant }) };
  },
};

interface RefusedMessage extends Refused {
  message: MessageKind;
  sender: Side;
  stage: Stage;
  /** The other side's was refused as well. */
  both?: boolean;
  /** Its frame was over the bound, for which its connection was closed. */
  large?: boolean;
}

/** Refusals of what could not be handed on: causes of their own. */
const elsewhere: readonly RejectCode[] = ['target-left', 'target-missing', 'instance-unreachable'];

/** Which of its fields is not what it should be: the first one that the refusal names. */
function misshapen(message: MessageKind, detail = ''): CauseVariant<'rejected'> | undefined {
  if (detail.startsWith('target:')) return 'target';
  const body = message === 'ice-candidate' ? 'candidate' : message;
  if (!detail.startsWith(`${body}:`) && !detail.startsWith(`${body}.`)) return undefined;
  return message === 'ice-candidate' ? 'candidate' : 'description';
}

function description(view: View): RefusedMessage | undefined {
  const { offer, answer } = view.handshake.refused;
  if (offer && !passed(view, 'offer-forwarded'))
    return { message: 'offer', sender: 'caller', stage: 'offer-received', large: isLarge(offer), ...offer };
  if (answer && !passed(view, 'answer-forwarded'))
    return { message: 'answer', sender: 'callee', stage: 'answer-received', large: isLarge(answer), ...answer };
  return undefined;
}

/** A field that is too large is named by itself. */
const isLarge = ({ code, detail = '' }: Refused): boolean => code === 'too-large' && detail.startsWith('frame:');

/** A side none of whose candidates was taken has not been silent. */
function candidate(view: View): RefusedMessage | undefined {
  const stage = missing(view, 'candidates-exchanged');
  const [sender, another] = sides.filter((side) => {
    const { received, refusedCandidate } = view.handshake[side];
    return received === 0 && refusedCandidate;
  });
  const refused = sender && view.handshake[sender].refusedCandidate;
  return stage && refused && { message: 'ice-candidate', sender, stage, both: another !== undefined, ...refused };
}
