import { deaf, faultOf, missing, passed, seconds, wentAway, works, type Cause } from './cause.js';

export const answerNotCreated: Cause = {
  code: 'answer-not-created',
  rule: "The callee's probe says that the offer was applied, and no answer was made: making it threw, or nothing came and its connection works (a later pong).",
  owedBy: "the callee's page",
  restsOn: ['callee:offer-applied'],
  refutedBy: ['callee:answer-created', 'gateway:answer-received'],
  late: true,
  find: (view) => {
    if (!missing(view, 'answer-created') || !passed(view, 'offer-applied')) return undefined;
    const found = { owedBy: 'callee', evidence: 'probe' } as const;
    // Of the other's going it may come as well.
    if (wentAway(view, 'lost')) return undefined;
    // What threw needs no sign of life: who has gone over it gives none.
    if (faultOf(view, 'answer-created', 'callee')) return { ...found, sure: true, variant: 'threw' };
    if (deaf(view, 'callee') || !works(view, 'callee')) return undefined;
    return { ...found, facts: { seconds: seconds(view.waits['answer-created']) } };
  },
  sentence: {
    en: 'The page of {callee} has applied the offer and made no answer within {seconds} s.',
    ru: 'Страница участника {callee} применила offer, но не создала answer за {seconds} с.',
  },
  advice: {
    en: {
      caller: 'The other page has your call and does not answer it. Ask the other one to accept, or to reload.',
      callee: 'Your page has the call and does not answer it. Accept it if the page asks; otherwise reload.',
      developer:
        "On the callee's page, look at what stands between setRemoteDescription(offer) and setLocalDescription(answer): a getUserMedia that waits for permission, a person who is to accept, a promise that never settles.",
    },
    ru: {
      caller: 'Страница собеседника получила вызов и не отвечает. Попросите его принять вызов или обновить страницу.',
      callee: 'Ваша страница получила вызов и не отвечает. Примите его, если страница спрашивает; иначе обновите её.',
      developer:
        'Посмотрите на странице вызываемого, что стоит между setRemoteDescription(offer) и setLocalDescription(answer): getUserMedia ждёт разрешения, человек должен принять вызов, промис не завершается.',
    },
  },
  variants: {
    threw: {
      sentence: {
        en: 'The browser of {callee} applied the offer and could not make an answer: createAnswer or setLocalDescription threw.',
        ru: 'Браузер участника {callee} применил offer, но не смог создать answer: createAnswer или setLocalDescription бросил исключение.',
      },
      advice: {
        en: {
          caller: 'The other page could not answer. Ask the other one to reload, then call again.',
          callee: 'Your page could not answer the call. Reload it.',
          developer:
            "The error is in the callee's console: mostly the answer is made twice, or before setRemoteDescription(offer) has resolved. Await each step, and register the handler of `offer` once.",
        },
        ru: {
          caller: 'Страница собеседника не смогла ответить. Попросите его обновить страницу и позвоните снова.',
          callee: 'Ваша страница не смогла ответить на вызов. Обновите её.',
          developer:
            'Ошибка видна в консоли вызываемого: чаще всего answer создают дважды или до завершения setRemoteDescription(offer). Ждите завершения каждого шага и назначайте обработчик `offer` один раз.',
        },
      },
    },
  },
};
