import type { CauseTexts, Text } from '../locale.js';

/** Where it is not known whose mistake it is. */
const whole: Text['advice'] = {
  self: 'Ваша страница не может использовать то, что присылает собеседник. Обновите обе страницы и позвоните снова.',
  other: 'Страница собеседника не может использовать то, что присылает ваша. Обновите обе страницы и позвоните снова.',
  developer:
    'Отправляйте `event.candidate` целиком (`sdpMid`, `sdpMLineIndex`, `usernameFragment`) и добавляйте в то соединение, к которому он относится: не в закрытое и не в новое после ICE restart или перезагрузки.',
};

/** Of pages that send single fields of a candidate. */
const unplaced: Text['advice'] = {
  both: 'Страницы не понимают друг друга. Сообщите их авторам.',
  developer:
    'Отправляйте `event.candidate` целиком, а не отдельные поля, и давайте его `addIceCandidate` как пришёл: кандидату нужен `sdpMid` или `sdpMLineIndex`. Дело не в сети.',
};

/** Causes of candidates. */
export const candidates = {
  'candidate-refused': {
    sentence:
      'Страница участника {side} потеряла ICE-кандидатов: она добавила их раньше описания (InvalidStateError). Путь не найден.',
    advice: {
      self: 'Ваша страница слишком рано использовала полученное и потеряла его. Обновите её и позвоните снова.',
      other:
        'Страница собеседника слишком рано использовала полученное и потеряла его. Попросите его обновить страницу и позвоните снова.',
      developer:
        'Кандидаты могут прийти раньше своего описания. Складывайте их на этой странице в массив, пока `pc.remoteDescription` равен null. Добавляйте их по порядку после завершения setRemoteDescription.',
    },
    variants: {
      both: {
        sentence:
          'Ни одна страница не смогла использовать ICE-кандидатов: `addIceCandidate` получил их без `sdpMid` и `sdpMLineIndex` (TypeError).',
        advice: unplaced,
      },
      closed: {
        sentence: 'Страница участника {side} передала ICE-кандидатов закрытому соединению, и путь не найден.',
        advice: {
          self: 'Ваша страница перепутала старый звонок с этим. Обновите её и позвоните снова.',
          other:
            'Страница собеседника перепутала старый звонок с этим. Попросите его обновить страницу и позвоните снова.',
          developer:
            'Находите на этой странице соединение по `sender` каждого кандидата и убирайте закрытое из словаря. Обработчик, запомнивший старый RTCPeerConnection, продолжает отдавать кандидатов ему.',
        },
      },
      rebuilt: {
        sentence:
          'Страница участника {side} не смогла использовать ICE-кандидатов: она собрала их заново без `sdpMid` и `sdpMLineIndex` (TypeError).',
        advice: {
          self: 'Ваша страница не может использовать полученное. Сообщите её авторам.',
          other: 'Страница собеседника не может использовать полученное. Сообщите её авторам.',
          developer:
            'Передавайте `event.candidate` целиком и давайте его `addIceCandidate` как пришёл: `candidate`, `sdpMid`, `sdpMLineIndex` и `usernameFragment`. Дело не в сети.',
        },
      },
      unplaced: {
        sentence:
          'Страница участника {side} не смогла использовать ICE-кандидатов: {other} присылает их без `sdpMid` и `sdpMLineIndex` (TypeError).',
        advice: unplaced,
      },
      named: {
        sentence: 'Браузер участника {side} не смог добавить полученных ICE-кандидатов ({error}), и путь не найден.',
        advice: whole,
      },
      other: {
        sentence: 'Браузер участника {side} не смог добавить полученных ICE-кандидатов, и путь не найден.',
        advice: whole,
      },
    },
  },
  'candidates-ignored': {
    sentence: 'Страница участника {side} получила ICE-кандидатов от {other} ({count}) и не применила ни одного.',
    advice: {
      self: 'Ваша страница получила всё нужное для соединения, но не использует. Обновите её и позвоните снова.',
      other:
        'Страница собеседника получила всё нужное для соединения, но не использует. Попросите его обновить страницу и позвоните снова.',
      developer:
        'Вызывайте на этой странице `addIceCandidate` для каждого `ice-candidate`, у соединения его `sender`. Для отложенных — сразу после завершения setRemoteDescription. Дело не в сети.',
    },
    variants: {
      both: {
        sentence: 'Обе страницы получили ICE-кандидатов, и ни одна не применила ни одного.',
        advice: {
          both: 'Обе страницы не используют полученное. Сообщите их авторам.',
          developer:
            'Вызывайте `addIceCandidate` для каждого `ice-candidate`, у соединения его `sender`. Для отложенных — сразу после завершения setRemoteDescription. Дело не в сети.',
        },
      },
    },
  },
  'candidates-none': {
    sentence: 'Ни {caller}, ни {callee} не прислали ICE-кандидатов за {seconds} с.',
    advice: {
      both: 'Ни одна страница не сообщает, где её найти. Обновите обе.',
      developer:
        "Назначьте `onicecandidate` до setLocalDescription и отправляйте `ice-candidate` для каждого. При `iceTransportPolicy: 'relay'` кандидаты есть только с работающим TURN.",
    },
    variants: {
      empty: {
        sentence:
          'offer участника {caller} ничего не предлагает: в нём нет ни звука, ни видео, ни канала данных. Поэтому нет и ICE-кандидатов.',
        advice: {
          caller:
            'Ваша страница позвонила раньше, чем ей было что передавать. Обновите обе страницы и позвоните снова.',
          callee:
            'Страница собеседника позвонила раньше, чем ей было что передавать. Обновите обе страницы, и пусть он позвонит снова.',
          developer:
            "На странице звонящего вызовите `addTrack` или `createDataChannel` до createOffer, а getUserMedia дождитесь ещё раньше. Странице, которая только слушает, нужен `addTransceiver('audio', { direction: 'recvonly' })`. Добавленному позже нужен новый offer по `negotiationneeded`.",
        },
      },
    },
  },
  'candidates-one-way': {
    sentence: 'Участник {side} не прислал ICE-кандидатов за {seconds} с, другая сторона прислала.',
    advice: {
      self: 'Ваша страница не сообщает, где её найти. Обновите её.',
      other: 'Страница собеседника не сообщает, где её найти. Попросите его обновить страницу.',
      developer:
        'На молчащей стороне назначьте `onicecandidate` до setLocalDescription и отправляйте `ice-candidate` с верным target. Проверьте, не отправляет ли страница описание без setLocalDescription и не собирает ли кандидатов раньше, чем знает id собеседника.',
    },
    variants: {
      unset: {
        sentence:
          'Страница участника {side} отправила описание, но не вызвала с ним setLocalDescription. Поэтому её браузер не собирает ICE-кандидатов.',
        advice: {
          self: 'Ваша страница пропустила шаг звонка. Сообщите её авторам.',
          other: 'Страница собеседника пропустила шаг звонка. Сообщите её авторам.',
          developer:
            'На этой странице: `await pc.setLocalDescription(await pc.createAnswer())`, затем отправьте `pc.localDescription`. Так же с offer. Без этого браузер не собирает кандидатов и не ищет путь. Дело не в сети.',
        },
      },
    },
  },
} satisfies Partial<CauseTexts>;
