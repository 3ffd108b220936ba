import { missing, passed, type Cause } from './cause.js';

export const answerUnexpected: Cause = {
  code: 'answer-unexpected',
  rule: 'An answer came that nobody had asked for: to a participant with no open offer, or to another one than the caller. A second answer to the same offer is a remark, no failure.',
  owedBy: 'the sender of the answer',
  find: (view) => {
    const { marks, misdirectedAt } = view.handshake;
    const found = { stage: 'answer-received', owedBy: 'callee', evidence: 'gateway' } as const;
    if (marks['answer-received'] && !marks['offer-received'] && !passed(view, 'answer-applied')) return found;
    return misdirectedAt !== undefined && missing(view, 'offer-handled', 'answer-received') ? found : undefined;
  },
  sentence: {
    en: '{callee} answered, but not the one who had called: the answer went to the wrong participant or had no offer.',
    ru: 'Участник {callee} ответил, но не тому, кто звонил: ответ ушёл не тому участнику, или offer не было.',
  },
  advice: {
    en: {
      caller: 'The other page answered somebody else. Ask the other one to reload.',
      callee: 'Your page sent its answer to the wrong participant. Reload it.',
      developer:
        'Send the answer to the `sender` of the very offer it answers; keep one RTCPeerConnection per participant, in a map by its id.',
    },
    ru: {
      caller: 'Страница собеседника ответила не вам. Попросите его обновить страницу.',
      callee: 'Ваша страница отправила ответ не тому. Обновите её.',
      developer:
        'Отправляйте answer тому `sender`, чей offer принят; держите по одному RTCPeerConnection на участника, в словаре по id.',
    },
  },
};
