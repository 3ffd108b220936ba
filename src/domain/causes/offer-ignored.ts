import { faultOf, missing, passed, seconds, sees, works, type Cause } from './cause.js';

export const offerIgnored: Cause = {
  code: 'offer-ignored',
  rule: "The offer is in the callee's browser, its probe is present, its connection works (a later pong), and the page has never called setRemoteDescription.",
  owedBy: "the callee's page",
  restsOn: ['gateway:offer-forwarded'],
  refutedBy: ['callee:offer-applied'],
  late: true,
  find: (view) => {
    const { marks, misplacedAt } = view.handshake;
    if (misplacedAt !== undefined && !passed(view, 'offer-applied') && !faultOf(view, 'offer-applied', 'callee'))
      return { stage: 'offer-applied', owedBy: 'callee', evidence: 'probe', sure: true, variant: 'older' };
    const stage = missing(view, 'offer-handled', 'offer-applied');
    const arrived = marks['offer-handled'] ?? marks['offer-delivered'];
    if (
      !stage ||
      !arrived ||
      !sees(view, 'callee') ||
      faultOf(view, 'offer-applied', 'callee') ||
      !works(view, 'callee')
    )
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
  variants: {
    older: {
      sentence: {
        en: '{caller} made two offers; the page of {callee} answered the older one and has not taken this newer one.',
        ru: '{caller} отправил два offer; страница участника {callee} ответила на старый и не приняла этот, новый.',
      },
      advice: {
        en: {
          caller: 'The two pages disagree about which call stands. Reload both.',
          callee: 'The two pages disagree about which call stands. Reload both.',
          developer:
            "On the callee's page, apply every offer, also one from somebody with whom there is a connection already: call setRemoteDescription on that connection and answer anew. On the caller's page, make one offer at a time: `negotiationneeded` and your own code both make one.",
        },
        ru: {
          caller: 'Страницы не согласны, какой звонок действует. Обновите обе.',
          callee: 'Страницы не согласны, какой звонок действует. Обновите обе.',
          developer:
            'На странице вызываемого применяйте каждый offer, даже если соединение с этим участником уже есть: вызовите setRemoteDescription на нём и ответьте заново. На странице вызывающего создавайте по одному offer: сейчас его создают и `negotiationneeded`, и ваш код.',
        },
      },
    },
  },
};
