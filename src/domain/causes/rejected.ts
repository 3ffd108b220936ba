import type { RejectCode } from '../../../protocol/rejects.js';
import type { MessageKind, Stage } from '../../../protocol/stages.js';
import { sides, type Side } from '../../../protocol/verdict.js';
import { missing, passed, type Cause, type View } from './cause.js';

export const rejected: Cause = {
  code: 'rejected',
  rule: 'The gateway refused the offer, the answer or all candidates of a side, with the reject reason.',
  owedBy: 'the sender of the refused message',
  find: (view) => {
    const found = description(view) ?? candidate(view);
    if (!found || elsewhere.includes(found.code)) return undefined;
    const { message, sender, code, stage } = found;
    const owedBy = code === 'internal' ? 'gateway' : sender;
    return { stage, owedBy, evidence: 'gateway', facts: { message, reason: code, sender } };
  },
  sentence: {
    en: 'The gateway refused the {message} of {sender}: {reason}.',
    ru: 'Шлюз отклонил {message} участника {sender}: {reason}.',
  },
  advice: {
    en: {
      caller: 'Reload the page; if that does not help, tell whoever runs it.',
      callee: 'Reload the page; if that does not help, tell whoever runs it.',
      developer:
        'Read the acknowledgement or the `signaling-error` that the sender got: it names the field and the rule it breaks.',
    },
    ru: {
      caller: 'Обновите страницу; если не поможет, сообщите тому, кто её ведёт.',
      callee: 'Обновите страницу; если не поможет, сообщите тому, кто её ведёт.',
      developer:
        'Прочтите подтверждение или `signaling-error`, которые получил отправитель: там названы поле и нарушенное правило.',
    },
  },
};

interface Refused {
  message: MessageKind;
  sender: Side;
  code: RejectCode;
  stage: Stage;
}

/** Refusals of what could not be handed on: causes of their own. */
const elsewhere: readonly RejectCode[] = ['target-left', 'target-missing', 'instance-unreachable'];

function description(view: View): Refused | undefined {
  const { offer, answer } = view.handshake.refused;
  if (offer && !passed(view, 'offer-forwarded'))
    return { message: 'offer', sender: 'caller', code: offer.code, stage: 'offer-received' };
  if (answer && !passed(view, 'answer-forwarded'))
    return { message: 'answer', sender: 'callee', code: answer.code, stage: 'answer-received' };
  return undefined;
}

/** A side none of whose candidates was taken has not been silent. */
function candidate(view: View): Refused | undefined {
  const stage = missing(view, 'candidates-exchanged');
  const sender = sides.find((side) => view.handshake[side].received === 0 && view.handshake[side].refusedCandidate);
  const code = sender && view.handshake[sender].refusedCandidate;
  return stage && sender && code && { message: 'ice-candidate', sender, code, stage };
}
