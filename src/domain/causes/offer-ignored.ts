import { faultOf, missing, seconds, sees, works, type Cause } from './cause.js';

export const offerIgnored: Cause = {
  code: 'offer-ignored',
  rule: "The offer is in the callee's browser, its probe is present, its connection works (a later pong), and the page has never called setRemoteDescription.",
  owedBy: "the callee's page",
  find: (view) => {
    const { marks } = view.handshake;
    const stage = missing(view, 'offer-handled', 'offer-applied');
    const arrived = marks['offer-handled'] ?? marks['offer-delivered'];
    if (!stage || !arrived || !sees(view, 'callee') || faultOf(view, 'offer-applied') || !works(view, 'callee'))
      return undefined;
    return { stage, owedBy: 'callee', evidence: 'probe', facts: { seconds: seconds(view.waits[stage]) } };
  },
  sentence: {
    en: 'The offer is in the browser of {callee}, and its page has not applied it within {seconds} s.',
    ru: 'offer дошёл до браузера участника {callee}, но страница не применила его за {seconds} с.',
  },
  advice: {
    en: {
      caller: 'The other page has your call and does nothing with it. Ask the other one to accept, or to reload.',
      callee: 'Your page has the call and does nothing with it. Accept it if the page asks; otherwise reload.',
      developer:
        "On the callee's page, register the handler of `offer` before the socket connects, and call setRemoteDescription first of all: before getUserMedia, before a person is asked. Look for an error the handler throws.",
    },
    ru: {
      caller:
        'Страница собеседника получила вызов и ничего не делает. Попросите его принять вызов или обновить страницу.',
      callee:
        'Ваша страница получила вызов и ничего не делает. Примите его, если страница спрашивает; иначе обновите её.',
      developer:
        'На странице вызываемого назначьте обработчик `offer` до подключения сокета и сразу вызывайте setRemoteDescription: до getUserMedia и до вопроса человеку. Ищите исключение в самом обработчике.',
    },
  },
};
