import { passed, type Cause } from './cause.js';
import { refusedDescription } from './refused-description.js';

export const answerRefused: Cause = {
  code: 'answer-refused',
  rule: 'setRemoteDescription(answer) threw on the caller and was not overcome: InvalidStateError, so the caller was in the wrong state, or another error, so the description is not acceptable.',
  owedBy: 'the caller (wrong state) or the callee (its description, where the gateway sees that too)',
  restsOn: ['gateway:answer-received', 'caller:answer-applied!failed'],
  refutedBy: ['caller:answer-applied'],
  find: (view) => (passed(view, 'answer-applied') ? undefined : refusedDescription(view, 'answer-applied', 'caller')),
  sentence: {
    en: 'The browser of {caller} could not take the answer: its connection was in the wrong state ({state}).',
    ru: 'Браузер участника {caller} не смог принять answer: соединение было в неподходящем состоянии ({state}).',
  },
  advice: {
    en: {
      caller: 'Your page called and was not ready for the answer. Reload it and call again.',
      callee: 'The other page was not ready for your answer. Ask the other one to reload.',
      developer:
        'An answer can be taken in `have-local-offer` only. In `stable` the offer was rolled back, or the answer went to another RTCPeerConnection: keep one per participant, in a map by its id, and register the handler of `answer` once.',
    },
    ru: {
      caller: 'Ваша страница вызвала, но не была готова к ответу. Обновите её и позвоните снова.',
      callee: 'Страница собеседника не была готова к вашему ответу. Попросите его обновить страницу.',
      developer:
        'Принять answer можно только в `have-local-offer`. В `stable` offer откатили, или answer попал в другой RTCPeerConnection: держите по одному на участника, в словаре по id, и назначайте обработчик `answer` один раз.',
    },
  },
  variants: {
    description: {
      sentence: {
        en: 'The browser of {caller} could not take the answer of {callee}: the description itself was not acceptable.',
        ru: 'Браузер участника {caller} не смог принять answer участника {callee}: само описание не подошло.',
      },
      advice: {
        en: {
          caller: "The other page's answer cannot be read by your browser. Ask the other one to reload.",
          callee: 'Your page sent an answer that the other browser cannot read. Reload it.',
          developer:
            'Send `pc.localDescription` as it is: no SDP edited by hand, none cut or escaped on the way. An answer must have the m-lines of its own offer: it may have been made for an older one.',
        },
        ru: {
          caller: 'Ваш браузер не может прочесть answer собеседника. Попросите его обновить страницу.',
          callee: 'Ваша страница отправила answer, который другой браузер не может прочесть. Обновите её.',
          developer:
            'Отправляйте `pc.localDescription` без изменений: не правьте SDP вручную, не обрезайте и не экранируйте. В answer должны быть m-строки именно его offer: возможно, он создан для более старого.',
        },
      },
    },
    unknown: {
      sentence: {
        en: 'The browser of {caller} could not take the answer; its probe does not say why.',
        ru: 'Браузер участника {caller} не смог принять answer; почему, его probe не сообщает.',
      },
      advice: {
        en: {
          caller: 'Reload the page and call again.',
          callee: 'Reload the page.',
          developer: "Look for the error of setRemoteDescription(answer) in the caller's console.",
        },
        ru: {
          caller: 'Обновите страницу и позвоните снова.',
          callee: 'Обновите страницу.',
          developer: 'Найдите ошибку setRemoteDescription(answer) в консоли вызывающего.',
        },
      },
    },
  },
};
