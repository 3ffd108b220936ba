import { missing, works, type Cause } from './cause.js';

export const answerNotSent: Cause = {
  code: 'answer-not-sent',
  rule: 'The callee has made an answer (its probe says so, or its candidates came, which a browser gathers only then), its connection works, and no answer came.',
  owedBy: "the callee's page",
  find: (view) => {
    const { callee, marks, rival } = view.handshake;
    if (!missing(view, 'offer-handled', 'answer-received') || !works(view, 'callee')) return undefined;
    if (marks['answer-created']) return { stage: 'answer-received', owedBy: 'callee', evidence: 'probe' };
    const gathered = callee.received > 0 && rival === undefined && !callee.probe;
    return gathered ? { stage: 'answer-received', owedBy: 'callee', evidence: 'gateway' } : undefined;
  },
  sentence: {
    en: '{callee} has made an answer and never sent it.',
    ru: 'Участник {callee} создал answer, но не отправил его.',
  },
  advice: {
    en: {
      caller: 'The other page took your call and did not send its answer. Ask the other one to reload.',
      callee: 'Your page took the call and did not send its answer. Reload it.',
      developer:
        "After setLocalDescription(answer), emit `answer` with the offer's `sender` as target; look for an error between the two, and for candidates being sent while the answer is not.",
    },
    ru: {
      caller: 'Страница собеседника приняла вызов, но не отправила ответ. Попросите его обновить страницу.',
      callee: 'Ваша страница приняла вызов, но не отправила ответ. Обновите её.',
      developer:
        'После setLocalDescription(answer) отправьте `answer` с target, равным `sender` из offer; ищите ошибку между этими шагами: кандидаты уходят, а answer нет.',
    },
  },
};
