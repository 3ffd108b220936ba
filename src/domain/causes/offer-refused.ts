import { passed, type Cause } from './cause.js';
import { refusedDescription } from './refused-description.js';

export const offerRefused: Cause = {
  code: 'offer-refused',
  rule: 'setRemoteDescription(offer) threw on the callee and was not overcome: InvalidStateError, so the callee was in the wrong state, or another error, so the description is not acceptable. In have-local-offer, with an offer the other way, it is glare.',
  owedBy: 'the callee (wrong state) or the caller (its description, where the gateway sees that too)',
  restsOn: ['gateway:offer-forwarded', 'callee:offer-applied!failed'],
  refutedBy: ['callee:offer-applied'],
  find: (view) => (passed(view, 'offer-applied') ? undefined : refusedDescription(view, 'offer-applied', 'callee')),
  sentence: {
    en: 'The browser of {callee} could not take the offer: its connection was in the wrong state ({state}).',
    ru: 'Браузер участника {callee} не смог принять offer: соединение было в неподходящем состоянии ({state}).',
  },
  advice: {
    en: {
      caller: 'The other page was not ready for your call. Ask the other one to reload, then call again.',
      callee: 'Your page was not ready for the call. Reload it.',
      developer:
        'An offer can be taken in `stable` only. In `have-local-offer` roll back first, or use perfect negotiation; in `closed` make a new RTCPeerConnection; keep one per participant, and await each step before the next.',
    },
    ru: {
      caller: 'Страница собеседника не была готова к вызову. Попросите его обновить страницу и позвоните снова.',
      callee: 'Ваша страница не была готова к вызову. Обновите её.',
      developer:
        'Принять offer можно только в `stable`. В `have-local-offer` сначала сделайте rollback или используйте perfect negotiation; в `closed` создайте новый RTCPeerConnection; держите по одному на участника и ждите завершения каждого шага.',
    },
  },
  variants: {
    description: {
      sentence: {
        en: 'The browser of {callee} could not take the offer of {caller}: the description itself was not acceptable.',
        ru: 'Браузер участника {callee} не смог принять offer участника {caller}: само описание не подошло.',
      },
      advice: {
        en: {
          caller: 'Your page sent an offer that the other browser cannot read. Reload it and call again.',
          callee: "The other page's offer cannot be read by your browser. Nobody has to do anything at this end.",
          developer:
            'Send `pc.localDescription` as it is: no SDP edited by hand, none cut or escaped on the way. Do not offer to a connection whose m-lines come from another one: after a reload make a new RTCPeerConnection on both sides.',
        },
        ru: {
          caller:
            'Ваша страница отправила offer, который другой браузер не может прочесть. Обновите её и позвоните снова.',
          callee: 'Ваш браузер не может прочесть offer собеседника. С этой стороны ничего делать не нужно.',
          developer:
            'Отправляйте `pc.localDescription` без изменений: не правьте SDP вручную, не обрезайте и не экранируйте. Не шлите offer соединению с чужими m-строками: после перезагрузки создайте новый RTCPeerConnection с обеих сторон.',
        },
      },
    },
    unknown: {
      sentence: {
        en: 'The browser of {callee} could not take the offer; its probe does not say why.',
        ru: 'Браузер участника {callee} не смог принять offer; почему, его probe не сообщает.',
      },
      advice: {
        en: {
          caller: 'Reload the page and call again.',
          callee: 'Reload the page.',
          developer: "Look for the error of setRemoteDescription(offer) in the callee's console.",
        },
        ru: {
          caller: 'Обновите страницу и позвоните снова.',
          callee: 'Обновите страницу.',
          developer: 'Найдите ошибку setRemoteDescription(offer) в консоли вызываемого.',
        },
      },
    },
  },
};
