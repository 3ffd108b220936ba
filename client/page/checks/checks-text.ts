import type { Language } from '../../../protocol/languages.js';
import type { CheckName, FindingCode } from './findings.js';

type Say = (value: string) => string;

/** The words of the checks; what takes a value is given its round trip in ms, or its error code as ` (701)`, if any. */
export interface ChecksText {
  names: Record<CheckName, string>;
  /** What a check has found, in a few words. */
  rows: { [C in CheckName]: Record<FindingCode<C>, string | Say> };
  /** What will not work, or is worth knowing, and what to do; the first that applies is said, and only that one. */
  summaries: { [C in CheckName]?: Partial<Record<FindingCode<C>, string | Say>> };
  checking: string;
  well: string;
  unfinished: string;
}

const turnEn = 'Calls through a strict firewall will not work.';
const turnRu = 'Через строгий файрвол звонки не пройдут.';

export const checksTexts: Record<Language, ChecksText> = {
  en: {
    names: {
      microphone: 'Microphone',
      camera: 'Camera',
      gateway: 'Gateway',
      stun: 'Direct path (STUN)',
      turn: 'Relay (TURN)',
    },
    rows: {
      microphone: {
        checking: 'opening…',
        off: 'switched off',
        later: 'opens when you join',
        denied: 'not allowed',
        missing: 'none found',
        busy: 'in use by another program',
        insecure: 'needs HTTPS',
        unknown: 'could not be opened',
        listening: 'listening: say something…',
        heard: 'hears you',
        silent: 'silent so far: say something',
        open: 'open',
      },
      camera: {
        checking: 'opening…',
        off: 'switched off',
        later: 'opens when you join',
        denied: 'not allowed',
        missing: 'none found',
        busy: 'in use by another program',
        insecure: 'needs HTTPS',
        unknown: 'could not be opened',
        works: 'open',
      },
      gateway: {
        checking: 'asking…',
        websocket: (ms) => `reached in ${ms} ms`,
        polling: (ms) => `reached in ${ms} ms, without WebSocket`,
        away: 'not reached',
      },
      stun: {
        checking: 'asking…',
        'not-known': 'not known',
        none: 'not set up',
        answers: 'answers',
        quiet: 'no public address seen',
        dispensable: (code) => `does not answer${code}; the relay does`,
        unreachable: (code) => `does not answer${code}`,
      },
      turn: {
        checking: 'asking…',
        'not-known': 'not known',
        none: 'not set up',
        relays: 'ready',
        unauthorized: (code) => `refuses our password${code}`,
        unreachable: (code) => `does not answer${code}`,
        refused: (code) => `refuses${code}`,
      },
    },
    summaries: {
      gateway: {
        away: 'The gateway cannot be reached: no call can begin. Check your internet connection, or try another network.',
        polling:
          'All is well, but slower: this network lets no WebSocket through. Ask whoever runs it to allow them for this site.',
      },
      microphone: {
        denied: 'The others will not hear you: allow the microphone in the address bar, then check again.',
        missing: 'The others will not hear you: no microphone was found. Plug one in, then check again.',
        busy: 'The others will not hear you: another program uses the microphone. Close it, then check again.',
        insecure: 'The others will not hear you: open this page with https:// to have a microphone.',
        unknown: 'The others will not hear you: the microphone could not be opened. Plug it in anew, then check again.',
        silent:
          'No sound has come from the microphone yet. Say something; if the bar stays still, try another microphone.',
        later: 'The network is well. The microphone opens when you join; press Check again to try it now.',
      },
      turn: {
        unauthorized: `${turnEn} The TURN server refuses our password: tell whoever runs this site.`,
        unreachable: `${turnEn} The TURN server does not answer: try another network, or tell whoever runs this site.`,
        refused: `${turnEn} The TURN server refuses to relay: tell whoever runs this site.`,
      },
      stun: {
        unreachable:
          'Calls beyond your own network may fail: the STUN server does not answer. Try another network, or tell whoever runs this site.',
      },
      camera: {
        denied: 'The others will not see you: allow the camera in the address bar, then check again.',
        missing: 'The others will not see you: no camera was found. Plug one in, then check again.',
        busy: 'The others will not see you: another program uses the camera. Close it, then check again.',
        insecure: 'The others will not see you: open this page with https:// to have a camera.',
        unknown: 'The others will not see you: the camera could not be opened. Plug it in anew, then check again.',
      },
    },
    checking: 'Checking…',
    well: 'All is well: you can join.',
    unfinished: 'not finished',
  },
  ru: {
    names: {
      microphone: 'Микрофон',
      camera: 'Камера',
      gateway: 'Шлюз',
      stun: 'Прямой путь (STUN)',
      turn: 'Ретранслятор (TURN)',
    },
    rows: {
      microphone: {
        checking: 'включаем…',
        off: 'выключен',
        later: 'включится при входе',
        denied: 'не разрешён',
        missing: 'не найден',
        busy: 'занят другой программой',
        insecure: 'нужен HTTPS',
        unknown: 'не включается',
        listening: 'слушаем: скажите что-нибудь…',
        heard: 'слышит вас',
        silent: 'пока тишина: скажите что-нибудь',
        open: 'включён',
      },
      camera: {
        checking: 'включаем…',
        off: 'выключена',
        later: 'включится при входе',
        denied: 'не разрешена',
        missing: 'не найдена',
        busy: 'занята другой программой',
        insecure: 'нужен HTTPS',
        unknown: 'не включается',
        works: 'включена',
      },
      gateway: {
        checking: 'спрашиваем…',
        websocket: (ms) => `отвечает за ${ms} мс`,
        polling: (ms) => `отвечает за ${ms} мс, без WebSocket`,
        away: 'недоступен',
      },
      stun: {
        checking: 'спрашиваем…',
        'not-known': 'неизвестно',
        none: 'не настроен',
        answers: 'отвечает',
        quiet: 'публичный адрес не виден',
        dispensable: (code) => `не отвечает${code}; ретранслятор работает`,
        unreachable: (code) => `не отвечает${code}`,
      },
      turn: {
        checking: 'спрашиваем…',
        'not-known': 'неизвестно',
        none: 'не настроен',
        relays: 'готов',
        unauthorized: (code) => `не принимает пароль${code}`,
        unreachable: (code) => `не отвечает${code}`,
        refused: (code) => `отказывает${code}`,
      },
    },
    summaries: {
      gateway: {
        away: 'Шлюз недоступен: звонок не начнётся. Проверьте интернет или попробуйте другую сеть.',
        polling:
          'Всё работает, но медленнее: сеть не пропускает WebSocket. Попросите администратора сети разрешить его для этого сайта.',
      },
      microphone: {
        denied: 'Вас не услышат: разрешите микрофон в адресной строке и проверьте ещё раз.',
        missing: 'Вас не услышат: микрофон не найден. Подключите его и проверьте ещё раз.',
        busy: 'Вас не услышат: микрофон занят другой программой. Закройте её и проверьте ещё раз.',
        insecure: 'Вас не услышат: чтобы включить микрофон, откройте страницу по https://.',
        unknown: 'Вас не услышат: микрофон не включается. Подключите его заново и проверьте ещё раз.',
        silent:
          'От микрофона пока нет звука. Скажите что-нибудь; если полоска не движется, попробуйте другой микрофон.',
        later: 'Сеть в порядке. Микрофон включится при входе; чтобы проверить сейчас, нажмите «Проверить ещё раз».',
      },
      turn: {
        unauthorized: `${turnRu} Сервер TURN не принимает пароль: сообщите владельцу сайта.`,
        unreachable: `${turnRu} Сервер TURN не отвечает: попробуйте другую сеть или сообщите владельцу сайта.`,
        refused: `${turnRu} Сервер TURN отказывает: сообщите владельцу сайта.`,
      },
      stun: {
        unreachable:
          'Звонки за пределы вашей сети могут не пройти: сервер STUN не отвечает. Попробуйте другую сеть или сообщите владельцу сайта.',
      },
      camera: {
        denied: 'Вас не увидят: разрешите камеру в адресной строке и проверьте ещё раз.',
        missing: 'Вас не увидят: камера не найдена. Подключите её и проверьте ещё раз.',
        busy: 'Вас не увидят: камера занята другой программой. Закройте её и проверьте ещё раз.',
        insecure: 'Вас не увидят: чтобы включить камеру, откройте страницу по https://.',
        unknown: 'Вас не увидят: камера не включается. Подключите её заново и проверьте ещё раз.',
      },
    },
    checking: 'Проверяем…',
    well: 'Всё в порядке: можно входить.',
    unfinished: 'не завершено',
  },
};
