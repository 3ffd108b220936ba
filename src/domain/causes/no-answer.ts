import { missing, seconds, sees, works, type Cause } from './cause.js';

export const noAnswer: Cause = {
  code: 'no-answer',
  rule: "The offer is in the callee's browser (pong, or an acknowledgement), the way back works (a later pong), there is no probe that answers, and the page has sent nothing.",
  owedBy: "the callee's page",
  restsOn: ['gateway:offer-forwarded', 'callee:alive'],
  refutedBy: ['gateway:answer-received', 'callee:answer-created', 'callee:answer-sent'],
  late: true,
  find: (view) => {
    const { marks, callee } = view.handshake;
    // A probe that has fallen silent since may have seen the answer made, or sent: then it was lost.
    if ((callee.done['answer-created'] ?? callee.done['answer-sent']) !== undefined) return undefined;
    const stage = missing(view, 'offer-handled', 'answer-received');
    const arrived = marks['offer-handled'] ?? marks['offer-delivered'];
    if (!stage || !arrived || sees(view, 'callee') || !works(view, 'callee')) return undefined;
    const waited = stage === 'offer-handled' ? view.waits['offer-handled'] : view.waits.answer;
    return { stage, owedBy: 'callee', evidence: arrived.seenBy, facts: { seconds: seconds(waited) } };
  },
  sentence: {
    en: 'The browser of {callee} has the offer and its connection works, but its page has not answered within {seconds} s.',
    ru: 'Браузер участника {callee} получил offer, связь с ним работает, но страница не ответила за {seconds} с.',
  },
  advice: {
    en: {
      caller:
        'The other page has your call and does not answer it. Ask the other one to reload the page, or to accept if it asks.',
      callee: 'Your browser has the call, but the page does not answer. Accept it if the page asks; otherwise reload.',
      developer:
        "Look at the callee's page: is there a handler for `offer`, is it registered before the socket connects, does it throw, does it wait for a person or for getUserMedia? The probe's script tag on that page names the exact step.",
    },
    ru: {
      caller:
        'Страница собеседника получила вызов и не отвечает. Попросите его обновить страницу или принять вызов, если она спрашивает.',
      callee:
        'Браузер получил вызов, но страница не отвечает. Примите его, если страница спрашивает; иначе обновите её.',
      developer:
        'Посмотрите страницу вызываемого: есть ли обработчик `offer`, зарегистрирован ли он до подключения сокета, не бросает ли он исключение, не ждёт ли человека или getUserMedia? Тег со скриптом probe на этой странице назовёт точный шаг.',
    },
  },
};
