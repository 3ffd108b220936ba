import { deaf, faultOf, missing, seconds, sees, works, type Cause } from './cause.js';

export const neverOffered: Cause = {
  code: 'never-offered',
  rule: 'Both have joined, a probe is on a page that could call and has answered since, and no offer came: making one threw, or no page made any, or a page made one and, its connection working (a later pong), never sent it.',
  owedBy: 'the page that threw or kept its offer; where neither made one, both',
  restsOn: ['caller:probe-started'],
  refutedBy: ['gateway:offer-received', 'callee:offer-created'],
  late: true,
  find: (view) => {
    const stage = missing(view, 'offer-created', 'offer-received');
    if (!stage || !sees(view, 'caller') || deaf(view, 'caller')) return undefined;
    if (view.handshake.caller.done['offer-sent'] !== undefined) return undefined;
    const found = { stage, owedBy: 'caller', evidence: 'probe' } as const;
    if (stage === 'offer-received') return works(view, 'caller') ? { ...found, variant: 'unsent' } : undefined;
    if (faultOf(view, 'offer-created', 'caller')) return { ...found, sure: true, variant: 'threw' };
    const told = { ...found, owedBy: 'both', facts: { seconds: seconds(view.waits[stage]) } } as const;
    return sees(view, 'callee') ? told : { ...told, variant: 'one-sided' };
  },
  sentence: {
    en: '{caller} and {callee} are both here, and neither page has made an offer within {seconds} s.',
    ru: '{caller} и {callee} оба здесь, но ни одна из страниц не создала offer за {seconds} с.',
  },
  advice: {
    en: {
      caller: 'Nobody has called yet. Start the call if your page waits for you; otherwise reload both pages.',
      callee: 'Nobody has called yet. Start the call if your page waits for you; otherwise reload both pages.',
      developer:
        'Say which side offers: for instance the one that joins later, to everybody in `room-users`. Look at what runs before createOffer: does it wait for getUserMedia, for `user-joined`, for a person? Where people call by hand, raise `WAIT_OFFER_CREATED`.',
    },
    ru: {
      caller: 'Никто ещё не позвонил. Начните вызов, если страница ждёт вас; иначе обновите обе страницы.',
      callee: 'Никто ещё не позвонил. Начните вызов, если страница ждёт вас; иначе обновите обе страницы.',
      developer:
        'Определите, кто создаёт offer: например, вошедший позже — всем из `room-users`. Посмотрите, что выполняется до createOffer: не ждёт ли код getUserMedia, `user-joined` или человека? Если звонят вручную, увеличьте `WAIT_OFFER_CREATED`.',
    },
  },
  variants: {
    'one-sided': {
      sentence: {
        en: '{caller} and {callee} are both here, the page of {caller} has made no offer within {seconds} s, and none came from {callee}, whose page has no probe that answers.',
        ru: '{caller} и {callee} оба здесь, страница участника {caller} не создала offer за {seconds} с, и от {callee} он не пришёл; на той странице нет probe, который отвечает.',
      },
    },
    threw: {
      sentence: {
        en: 'The browser of {caller} could not make an offer: createOffer or setLocalDescription threw.',
        ru: 'Браузер участника {caller} не смог создать offer: createOffer или setLocalDescription бросил исключение.',
      },
      advice: {
        en: {
          caller: 'Your page could not start the call. Reload it.',
          callee: 'The other page could not start the call. Ask the other one to reload.',
          developer:
            'The error is in the console of the caller: mostly the RTCPeerConnection was closed already, or an offer was applied in a state other than `stable`. Make a new connection per call and await each step.',
        },
        ru: {
          caller: 'Ваша страница не смогла начать вызов. Обновите её.',
          callee: 'Страница собеседника не смогла начать вызов. Попросите его обновить страницу.',
          developer:
            'Ошибка видна в консоли вызывающего: чаще всего RTCPeerConnection уже закрыт или offer применяют не в состоянии `stable`. Создавайте новое соединение на каждый вызов и ждите завершения каждого шага.',
        },
      },
    },
    unsent: {
      sentence: {
        en: 'The page of {caller} has made an offer and never sent it; its connection to the gateway works.',
        ru: 'Страница участника {caller} создала offer, но не отправила его; её связь со шлюзом работает.',
      },
      advice: {
        en: {
          caller: 'Your page prepared the call and did not send it. Reload it.',
          callee: 'The other page prepared the call and did not send it. Ask the other one to reload.',
          developer:
            'After setLocalDescription(offer), emit `offer` with the socket id of the other one as target; look for an error between the two, for a target that is not set, and for a page that waits for the end of gathering.',
        },
        ru: {
          caller: 'Ваша страница подготовила вызов, но не отправила его. Обновите её.',
          callee: 'Страница собеседника подготовила вызов, но не отправила его. Попросите его обновить страницу.',
          developer:
            'После setLocalDescription(offer) отправьте `offer` с target, равным id сокета собеседника; ищите ошибку между этими шагами, незаданный target и ожидание конца сбора кандидатов.',
        },
      },
    },
  },
};
