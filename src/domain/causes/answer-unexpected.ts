import { missing, passed, wentAway, type Cause } from './cause.js';
import { answeredTwice } from './path.js';

export const answerUnexpected: Cause = {
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
  variants: {
    older: {
      sentence: {
        en: 'The answer that {callee} sent to {caller} was made for another offer: this one has no answer.',
        ru: 'answer, который {callee} отправил участнику {caller}, относится к другому offer: на этот ответа нет.',
      },
      advice: {
        en: {
          caller: 'The other page mixed up two calls. Reload both pages.',
          callee: 'Your page mixed up two calls. Reload both pages.',
          developer:
            'Keep one RTCPeerConnection for each participant, in a map by its id, and send each answer to the `sender` of the offer that was applied on that very connection: a variable that holds "the" caller is overwritten by the next offer.',
        },
        ru: {
          caller: 'Страница собеседника перепутала два звонка. Обновите обе страницы.',
          callee: 'Ваша страница перепутала два звонка. Обновите обе страницы.',
          developer:
            'Держите по одному RTCPeerConnection на участника, в словаре по id, и отправляйте answer тому `sender`, чей offer применён именно в этом соединении: общую переменную перезапишет следующий offer.',
        },
      },
    },
    twice: {
      sentence: {
        en: 'The page of {callee} took one offer with two connections and answered twice: the two halves of the call do not fit together.',
        ru: 'Страница участника {callee} приняла один offer двумя соединениями и ответила дважды: половины звонка не подходят друг к другу.',
      },
      advice: {
        en: {
          caller: 'The other page answered twice. Ask the other one to reload.',
          callee: 'Your page answered twice. Reload it.',
          developer:
            'Its handler of `offer` runs twice: it is registered in an effect without cleanup, on every `connect`, or by two components. Register it once, and remove it in the cleanup (`socket.off("offer", handler)`).',
        },
        ru: {
          caller: 'Страница собеседника ответила дважды. Попросите его обновить страницу.',
          callee: 'Ваша страница ответила дважды. Обновите её.',
          developer:
            'Обработчик `offer` срабатывает дважды: назначен в эффекте без очистки, при каждом `connect` или двумя компонентами. Назначайте его один раз и снимайте при очистке (`socket.off("offer", handler)`).',
        },
      },
    },
  },
};
