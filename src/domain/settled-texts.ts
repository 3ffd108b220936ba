import type { Outcome } from '../../protocol/verdict.js';
import type { Text, Told } from './causes/cause.js';

const nothing = (en: string, ru: string): Text['advice'] => ({
  en: { caller: en, callee: en, developer: en },
  ru: { caller: ru, callee: ru, developer: ru },
});

/** What is added to a failure that one side alone has told of, unless its own text says so. */
export const unseenText: Text['sentence'] = {
  en: 'The page of {unseen} is unseen: no probe reports from it.',
  ru: 'Страница участника {unseen} не видна: probe с неё не сообщает.',
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
        caller: 'If you hear or see nothing, the network between the two browsers is to be looked at, not the server.',
        callee: 'If you hear or see nothing, the network between the two browsers is to be looked at, not the server.',
        developer:
          'To know more, put the probe before the page\'s own code: `<script src="https://your-gateway/probe.js"></script>`.',
      },
      ru: {
        caller: 'Если ничего не слышно и не видно, смотреть нужно сеть между браузерами, а не сервер.',
        callee: 'Если ничего не слышно и не видно, смотреть нужно сеть между браузерами, а не сервер.',
        developer:
          'Чтобы знать больше, добавьте probe перед кодом страницы: `<script src="https://your-gateway/probe.js"></script>`.',
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
