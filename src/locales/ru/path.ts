import type { CauseTexts, Text } from '../locale.js';

/** Several offers were open, and which of them was answered nobody has seen: what failed may be two halves of two calls. */
const unplaced: Text = {
  sentence: '{caller} отправил несколько offer, {callee} ответил на один. На какой, неизвестно, и путь не найден.',
  advice: {
    both: 'Звонок устанавливался несколько раз сразу и не соединился. Обновите обе страницы и позвоните снова.',
    developer:
      'Создавайте по одному offer: ждите ответа, прежде чем создать следующий (`signalingState` равен `stable`). Пусть вызываемый принимает новый offer в своём соединении. Добавьте probe на обе страницы: он покажет, на какой offer ответили.',
  },
};

const otherNetwork =
  'Ваши сети не дают браузерам связаться друг с другом. Попробуйте другую сеть, например мобильную, или отключите VPN.';
const reloadFirst =
  'Соединиться не удалось. Обновите обе страницы и позвоните снова. Если не поможет, попробуйте другую сеть.';

/** What the candidates that passed mean for a path that was not found. */
const shortages = {
  'host-only': {
    advice: {
      both: otherNetwork,
      developer:
        'Хотя бы одна сторона прислала только host-кандидатов: STUN заблокирован (UDP) или не указан в `iceServers`, и снаружи её не найти. Добавьте STUN- и TURN-сервер. `muted` у чужой дорожки сейчас значит лишь, что пакетов ещё не было: это не выключенный микрофон.',
    },
  },
  'no-relay': {
    advice: {
      both: otherNetwork,
      developer:
        'STUN работает, но relay-кандидатов нет ни у кого: TURN отсутствует, а симметричный NAT или файрвол его требует. Добавьте TURN-сервер в `iceServers` на обеих страницах. `muted` у чужой дорожки сейчас значит лишь, что пакетов ещё не было: это не выключенный микрофон.',
    },
  },
  'relay-one': {
    advice: {
      both: otherNetwork,
      developer:
        'relay-кандидат есть только у одной стороны. Дайте обеим страницам один TURN-сервер, кроме UDP и через TCP и TLS (`turns:` на порту 443), и откройте его relay-порты. `muted` у чужой дорожки сейчас значит лишь, что пакетов ещё не было: это не выключенный микрофон.',
    },
  },
  'relay-both': {
    advice: {
      both: otherNetwork,
      developer:
        'relay-кандидаты есть у обеих сторон, но пути нет. Закрыты relay-порты TURN-сервера (49152-65535 UDP или от `min-port` до `max-port`), неверен `external-ip` или адрес собеседника запрещён. `muted` у чужой дорожки сейчас — не выключенный микрофон.',
    },
  },
  unapplied: {
    advice: {
      both: reloadFirst,
      developer:
        'Сначала проверьте, вызывает ли страница участника {caller} setRemoteDescription(answer): добавьте на неё probe или посмотрите её консоль. Только потом проверяйте STUN, TURN и файрволы.',
    },
  },
  untaken: {
    advice: {
      both: reloadFirst,
      developer:
        'Сначала проверьте, вызывают ли обе страницы addIceCandidate для каждого кандидата: добавьте probe на обе или посмотрите их консоли. Только потом проверяйте STUN, TURN и файрволы.',
    },
  },
} satisfies Record<string, Pick<Text, 'advice'>>;

const restart =
  'При `connectionState` `failed` вызовите `restartIce()` и отправьте новый offer: после смены сети нужны новые кандидаты. Если связь рвётся всегда через одно и то же время, проверьте срок жизни привязок NAT и TURN.';

/** Causes of the path between two browsers. */
export const path = {
  'turn-unauthorized': {
    sentence: 'TURN-сервер не принял учётные данные участника {side} (401). relay нет, и путь не найден.',
    advice: {
      both: 'Сервер, который передаёт звонки между сетями, отказал странице. Обновите её; если не поможет, сообщите её владельцам.',
      developer:
        'Учётные данные на общем секрете истекают: запрашивайте их перед каждым RTCPeerConnection. Сравните `TURN_SECRET` с `static-auth-secret`, realm TURN-сервера и часы обеих машин.',
    },
    variants: {
      forbidden: {
        sentence: 'TURN-сервер запретил relay участнику {side} (403), и путь не найден.',
        advice: {
          both: 'Сервер, который передаёт звонки между сетями, не обслуживает эту страницу. Сообщите её владельцам.',
          developer:
            'Учётные данные верны, но правило TURN-сервера запрещает запрос: проверьте запрещённые и разрешённые адреса, origin и квоты.',
        },
      },
    },
  },
  'turn-unreachable': {
    sentence: 'TURN-сервер не ответил браузеру участника {side} (701). relay нет, и путь не найден.',
    advice: {
      self: 'Ваша сеть не пускает к серверу, который нужен для звонков. Перейдите в другую сеть, например мобильную, и позвоните снова.',
      other:
        'Сеть собеседника не пускает к серверу, который нужен для звонков. Попросите его перейти в другую сеть, например мобильную.',
      developer:
        'Запущен ли TURN-сервер, разрешается ли его имя, открыт ли порт снаружи (3478 UDP и TCP, 5349 TLS)? Если файрвол выпускает только HTTPS, добавьте `turns:` на порту 443 с `transport=tcp`.',
    },
  },
  'no-relay-candidate': {
    sentence: 'Путь не найден. relay-кандидата нет ни у кого, хотя страница участника {side} указывает TURN-сервер.',
    advice: {
      both: 'Сервер, который передаёт звонки между сетями, не помогает странице. Сообщите её владельцам и попробуйте другую сеть.',
      developer:
        'Проверьте адрес TURN (`turn:host:3478`, без `//`), имя и пароль и то, что сервер выдаёт relay: `turnutils_uclient` или страница trickle ICE. Дайте обеим страницам одинаковые `iceServers`.',
    },
    variants: {
      'relay-only': {
        sentence: 'Страница участника {side} разрешает только relay-кандидатов, а у браузера их нет.',
        advice: {
          both: 'Странице нужен сервер, который передаёт звонки между сетями, но он ничего не даёт. Сообщите её владельцам.',
          developer:
            "При `iceTransportPolicy: 'relay'` без TURN ничего не работает: укажите TURN-сервер в `iceServers` (STUN его не заменит), проверьте адрес, имя и пароль или уберите эту политику.",
        },
      },
    },
  },
  'ice-failed': {
    sentence:
      'ICE не нашёл пути. {caller} прислал кандидатов: host {callerHost}, srflx {callerSrflx}, relay {callerRelay}; {callee}: host {calleeHost}, srflx {calleeSrflx}, relay {calleeRelay}.',
    advice: shortages['no-relay'].advice,
    variants: {
      ...shortages,
      unapplied: {
        sentence:
          'ICE не нашёл пути у {side}. Применила ли страница участника {caller} answer, неизвестно: этого некому было увидеть.',
        advice: shortages.unapplied.advice,
      },
      untaken: {
        sentence: 'ICE не нашёл пути у {side}. Применили ли обе страницы полученных кандидатов, неизвестно.',
        advice: shortages.untaken.advice,
      },
      unplaced,
    },
  },
  'ice-stuck': {
    sentence:
      'Нет пути за {seconds} с. {caller} прислал кандидатов: host {callerHost}, srflx {callerSrflx}, relay {callerRelay}; {callee}: host {calleeHost}, srflx {calleeSrflx}, relay {calleeRelay}.',
    advice: shortages['no-relay'].advice,
    variants: {
      ...shortages,
      unapplied: {
        sentence:
          'Нет пути за {seconds} с. Применила ли страница участника {caller} answer, неизвестно: этого некому было увидеть.',
        advice: shortages.unapplied.advice,
      },
      untaken: {
        sentence: 'Нет пути за {seconds} с. Применили ли обе страницы полученных кандидатов, неизвестно.',
        advice: shortages.untaken.advice,
      },
      unplaced,
    },
  },
  'dtls-failed': {
    sentence: 'ICE соединил {caller} и {callee}, но защищённое соединение поверх него (DTLS) не установилось.',
    advice: {
      both: 'Сети видят друг друга, но защищённое соединение не устанавливается. Обновите обе страницы или отключите VPN.',
      developer:
        'Передавайте SDP без изменений: `a=fingerprint` и `a=setup` должны быть от того же соединения, ищите описание чужого или старого RTCPeerConnection. Иначе теряются большие UDP-пакеты (MTU, VPN) или промежуточный узел отбрасывает DTLS.',
    },
    variants: { unplaced },
  },
  'connection-lost': {
    sentence: '{caller} и {callee} были на связи. Затем она оборвалась: это увидел браузер участника {side}.',
    advice: {
      caller: 'Сеть между вами и собеседником изменилась или оборвалась. Проверьте свою и позвоните снова.',
      callee: 'Сеть между вами и собеседником изменилась или оборвалась. Проверьте свою и попросите позвонить снова.',
      developer: restart,
    },
    variants: {
      'one-sided': {
        advice: {
          caller: 'Связь оборвалась. Позвоните снова; если она снова оборвётся, попробуйте другую сеть.',
          callee: 'Связь оборвалась. Попросите позвонить снова; если она снова оборвётся, попробуйте другую сеть.',
          developer:
            'Сначала проверьте, не закрывает ли другая страница RTCPeerConnection, не выходя из комнаты: добавьте на неё probe. Если нет, при `connectionState` `failed` вызовите `restartIce()` и отправьте новый offer.',
        },
      },
      gone: {
        sentence:
          '{caller} и {callee} были на связи. Затем пропала сеть участника {side}: его связь со шлюзом тоже оборвалась.',
        advice: {
          self: 'Во время звонка пропала ваша сеть. Проверьте её; страница переподключится сама.',
          other: 'Во время звонка пропала сеть собеседника. Подождите, пока он вернётся.',
          developer: restart,
        },
      },
    },
  },
} satisfies Partial<CauseTexts>;
