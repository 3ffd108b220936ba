import { missing, sees, works, type Cause } from './cause.js';

export const answerNotSent: Cause = {
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
    if (!missing(view, 'offer-handled', 'answer-received') || !works(view, 'callee')) return undefined;
    if (marks['answer-created'])
      return { stage: 'answer-received', owedBy: 'callee', evidence: 'probe', variant: 'made' };
    const gathered = callee.received > 0 && rival === undefined && !sees(view, 'callee');
    return gathered ? { stage: 'answer-received', owedBy: 'callee', evidence: 'gateway' } : undefined;
  },
  sentence: {
    en: 'The page of {callee} has sent its candidates, but no answer.',
    ru: 'Страница участника {callee} прислала кандидатов, но не прислала answer.',
  },
  variants: {
    made: {
      sentence: {
        en: 'The page of {callee} has made an answer, and has not sent it.',
        ru: 'Страница участника {callee} создала answer, но не отправила его.',
      },
    },
  },
  advice: {
    en: {
      caller: 'The other page is at work on your call, but its answer does not come. Ask the other one to reload.',
      callee: 'Your page is at work on the call, but its answer does not come. Reload it.',
      developer:
        "After setLocalDescription(answer), emit `answer` with the offer's `sender` as target; look for an error between the two, and for candidates being sent while the answer is not.",
    },
    ru: {
      caller: 'Страница собеседника занята вызовом, но её ответ не приходит. Попросите его обновить страницу.',
      callee: 'Ваша страница занята вызовом, но её ответ не приходит. Обновите её.',
      developer:
        'После setLocalDescription(answer) отправьте `answer` с target, равным `sender` из offer; ищите ошибку между этими шагами: кандидаты уходят, а answer нет.',
    },
  },
};
