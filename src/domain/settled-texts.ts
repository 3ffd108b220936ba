import type { Outcome } from '../../protocol/verdict.js';
import type { Text, Told } from './causes/cause.js';
import type { Gap } from './grounds.js';

const nothing = (en: string, ru: string): Text['advice'] => ({
  en: { caller: en, callee: en, developer: en },
  ru: { caller: ru, callee: ru, developer: ru },
});

/** What is added to a failure that rests on what nobody could see, or that this could refute. */
export const gapTexts: Readonly<Record<Gap['why'], Text['sentence']>> = {
  'no-probe': {
    en: 'The page of {side} is unseen: no probe reports from it.',
    ru: 'Страница участника {side} не видна: probe с неё не сообщает.',
  },
  'probe-silent': {
    en: 'The page of {side} is unseen: its probe has stopped reporting.',
    ru: 'Страница участника {side} не видна: её probe перестал сообщать.',
  },
  'reports-lost': {
    en: 'Some of what the page of {side} did is unknown: reports of its probe were lost.',
    ru: 'Часть того, что сделала страница участника {side}, неизвестна: отчёты её probe потерялись.',
  },
  unproven: {
    en: 'Who reports as the page of {side} has not proved to be it.',
    ru: 'Не доказано, что от имени страницы участника {side} сообщает она сама.',
  },
  unconfirmed: {
    en: 'Only the page of {side} says so.',
    ru: 'Так говорит только страница участника {side}.',
  },
  polling: {
    en: '{side} is connected over HTTP polling, where delivery cannot be proved.',
    ru: '{side} подключён по HTTP polling, где доставку нельзя доказать.',
  },
};

/** What is said where no cause is: the ladder is complete, goes on, or stopped for a reason that nobody could see. */
export const settledTexts: Readonly<Record<Outcome, Told>> = {
  connected: {
    sentence: {
      en: '{caller} and {callee} are connected, and what was negotiated arrives.',
      ru: '{caller} и {callee} соединены, и то, о чём договорились, доходит.',
    },
    advice: nothing('Nothing to do.', 'Делать ничего не нужно.'),
    variants: {
      relayed: {
        sentence: {
          en: '{caller} and {callee} are connected through a TURN server (relay), and what was negotiated arrives.',
          ru: '{caller} и {callee} соединены через TURN-сервер (relay), и то, о чём договорились, доходит.',
        },
      },
      'one-sided-relayed': {
        sentence: {
          en: '{caller} and {callee} are connected through a TURN server (relay), and what was negotiated arrives at {side}; the other page has no probe.',
          ru: '{caller} и {callee} соединены через TURN-сервер (relay), и то, о чём договорились, доходит до {side}; на другой странице нет probe.',
        },
      },
      'one-way': {
        sentence: {
          en: '{caller} and {callee} are connected; sound or picture goes from {from} to {to} only.',
          ru: '{caller} и {callee} соединены; звук или картинка идёт только от {from} к {to}.',
        },
        advice: {
          en: {
            caller: 'Nobody hears or sees {to}. If that is not meant so: check the microphone of {to}, then reload.',
            callee: 'Nobody hears or sees {to}. If that is not meant so: check the microphone of {to}, then reload.',
            developer:
              'If {to} should be heard: on its page, add the track before createOffer or createAnswer, with a transceiver whose direction is `sendrecv`; on a refused getUserMedia say so to the person.',
          },
          ru: {
            caller:
              '{to} никто не слышит и не видит. Если так быть не должно: проверьте его микрофон и обновите страницу.',
            callee:
              '{to} никто не слышит и не видит. Если так быть не должно: проверьте его микрофон и обновите страницу.',
            developer:
              'Если {to} должен быть слышен: добавьте дорожку на его странице до createOffer или createAnswer, с направлением transceiver `sendrecv`; об отказе getUserMedia скажите человеку.',
          },
        },
      },
      'one-way-late': {
        sentence: {
          en: '{caller} and {callee} are connected; sound or picture goes from {from} to {to} only.',
          ru: '{caller} и {callee} соединены; звук или картинка идёт только от {from} к {to}.',
        },
        advice: {
          en: {
            caller: 'Nobody hears or sees {to}. Reload both pages and call again.',
            callee: 'Nobody hears or sees {to}. Reload both pages and call again.',
            developer:
              'The page of {to} has a track that was never negotiated. Add it before createAnswer, or make a new offer on `negotiationneeded`.',
          },
          ru: {
            caller: '{to} никто не слышит и не видит. Обновите обе страницы и позвоните снова.',
            callee: '{to} никто не слышит и не видит. Обновите обе страницы и позвоните снова.',
            developer:
              'У страницы участника {to} есть дорожка, о которой не договорились. Добавьте её до createAnswer или создайте новый offer по `negotiationneeded`.',
          },
        },
      },
      'one-way-muted': {
        sentence: {
          en: '{caller} and {callee} are connected; sound or picture goes from {from} to {to} only.',
          ru: '{caller} и {callee} соединены; звук или картинка идёт только от {from} к {to}.',
        },
        advice: nothing('{to} can switch the microphone or camera on.', '{to} может включить микрофон или камеру.'),
      },
      silent: {
        sentence: {
          en: '{caller} and {callee} are connected, and there is nothing to hear or see.',
          ru: '{caller} и {callee} соединены, но слышать и видеть нечего.',
        },
        advice: nothing('Switch a microphone or a camera on.', 'Включите микрофон или камеру.'),
      },
      'one-sided': {
        sentence: {
          en: '{caller} and {callee} are connected, and what was negotiated arrives at {side}; the other page has no probe.',
          ru: '{caller} и {callee} соединены, и то, о чём договорились, доходит до {side}; на другой странице нет probe.',
        },
      },
    },
  },
  signaled: {
    sentence: {
      en: 'The signaling between {caller} and {callee} is complete. Whether media flows only their browsers know.',
      ru: 'Сигнализация между {caller} и {callee} завершена. Идёт ли медиа, знают только их браузеры.',
    },
    advice: {
      en: {
        caller: 'If you hear or see nothing, reload both pages and call again.',
        callee: 'If you hear or see nothing, reload both pages and call again.',
        developer:
          'Whether the pages apply what they get, only the pages know. To see it, put the probe before the page\'s own code: `<script src="https://your-gateway/probe.js"></script>`.',
      },
      ru: {
        caller: 'Если ничего не слышно и не видно, обновите обе страницы и позвоните снова.',
        callee: 'Если ничего не слышно и не видно, обновите обе страницы и позвоните снова.',
        developer:
          'Применяют ли страницы полученное, знают только они. Чтобы это увидеть, добавьте probe перед кодом страницы: `<script src="https://your-gateway/probe.js"></script>`.',
      },
    },
    variants: {
      unreported: {
        sentence: {
          en: 'The signaling between {caller} and {callee} is complete. What became of the connection no probe has told.',
          ru: 'Сигнализация между {caller} и {callee} завершена. Что стало с соединением, probe не сообщил.',
        },
        advice: {
          en: {
            caller: 'If you hear or see nothing, reload the page and call again.',
            callee: 'If you hear or see nothing, reload the page and call again.',
            developer:
              "A probe has reported before and says no more: does something block the page's requests to `/reports`, or was the page frozen?",
          },
          ru: {
            caller: 'Если ничего не слышно и не видно, обновите страницу и позвоните снова.',
            callee: 'Если ничего не слышно и не видно, обновите страницу и позвоните снова.',
            developer:
              'probe сообщал раньше и замолчал: не блокирует ли что-то запросы страницы к `/reports`, не заморожена ли она?',
          },
        },
      },
    },
  },
  pending: {
    sentence: { en: 'The handshake is going on.', ru: 'Соединение устанавливается.' },
    advice: nothing('Wait a moment.', 'Подождите немного.'),
  },
  superseded: {
    sentence: {
      en: 'A newer offer has taken the place of this one.',
      ru: 'Вместо этого offer действует более новый.',
    },
    advice: nothing('Look at the handshake that came after.', 'Смотрите следующее установление связи.'),
    variants: {
      overtaken: {
        sentence: {
          en: '{caller} and {callee} negotiated again before this handshake was through.',
          ru: '{caller} и {callee} договорились заново раньше, чем это соединение установилось.',
        },
      },
    },
  },
  'not-judged': {
    sentence: {
      en: '{caller} and {callee} are both here, and whether they call each other is not known here.',
      ru: '{caller} и {callee} оба здесь; звонят ли они друг другу, здесь не видно.',
    },
    advice: nothing('Nothing to do.', 'Делать ничего не нужно.'),
  },
  abandoned: {
    sentence: {
      en: 'The handshake was given up before it was complete.',
      ru: 'Установление связи прекращено раньше времени.',
    },
    advice: nothing('Nothing is wrong.', 'Ошибки нет.'),
  },
  failed: {
    sentence: {
      en: 'The handshake between {caller} and {callee} has stopped, and why is not known: nobody present could see it.',
      ru: 'Установление связи между {caller} и {callee} остановилось, причина неизвестна: её некому было увидеть.',
    },
    advice: {
      en: {
        caller: 'Reload the page and call again.',
        callee: 'Reload the page.',
        developer:
          'Connect over WebSocket rather than HTTP polling, so that delivery can be proved, and put the probe on both pages.',
      },
      ru: {
        caller: 'Обновите страницу и позвоните снова.',
        callee: 'Обновите страницу.',
        developer:
          'Подключайтесь по WebSocket, а не HTTP polling, чтобы доставку можно было доказать, и добавьте probe.',
      },
    },
    variants: {
      untaken: {
        sentence: {
          en: 'The answer of {callee} is in the browser of {caller}, and its page has not taken it.',
          ru: 'answer участника {callee} дошёл до браузера участника {caller}, но страница его не приняла.',
        },
        advice: {
          en: {
            caller: 'Your page was answered and does nothing with it. Reload it and call again.',
            callee: 'The other page has your answer and does nothing with it. Ask the other one to reload.',
            developer:
              "On the caller's page, register the handler of `answer` before the offer is sent, find the RTCPeerConnection by `sender`, and call setRemoteDescription first of all. Look for an error the handler throws.",
          },
          ru: {
            caller: 'Ваша страница получила ответ и ничего с ним не делает. Обновите её и позвоните снова.',
            callee: 'Страница собеседника получила ваш ответ и ничего не делает. Попросите его обновить страницу.',
            developer:
              'На странице вызывающего назначьте обработчик `answer` до отправки offer, найдите RTCPeerConnection по `sender` и сразу вызывайте setRemoteDescription. Ищите исключение в обработчике.',
          },
        },
      },
    },
  },
};
