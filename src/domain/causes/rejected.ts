import { passed, type Cause } from './cause.js';

export const rejected: Cause = {
  code: 'rejected',
  rule: 'The gateway refused the offer or the answer, with the reject reason.',
  owedBy: 'the sender of the refused message',
  find: (view) => {
    const { refused } = view.handshake;
    const [kind, code] =
      refused.offer && !passed(view, 'offer-forwarded')
        ? (['offer', refused.offer.code] as const)
        : refused.answer && !passed(view, 'answer-forwarded')
          ? (['answer', refused.answer.code] as const)
          : [];
    if (!kind || code === 'target-left' || code === 'target-missing' || code === 'instance-unreachable')
      return undefined;
    const sender = kind === 'offer' ? 'caller' : 'callee';
    const owedBy = code === 'internal' ? 'gateway' : sender;
    return { stage: `${kind}-received`, owedBy, evidence: 'gateway', facts: { message: kind, reason: code, sender } };
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
