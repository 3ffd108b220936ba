import type { Language } from './languages.js';

/**
 * Why a ladder stopped, or what is remarked on: a closed list, in the order of its page in the documentation. In Russian each has
 * a short name.
 */
const ru = {
  'not-judged': 'не оценено',
  'same-page-twice': 'страница в комнате дважды',
  'target-missing': 'получателя нет в комнате',
  'target-left': 'получатель вышел',
  rejected: 'отклонено шлюзом',
  'not-forwarded': 'сервер не переслал',
  'forwarded-to-another': 'сервер переслал не тому',
  'forwarded-twice': 'сервер переслал дважды',
  'insecure-context': 'страница без https',
  'media-denied': 'нет доступа к микрофону или камере',
  'one-connection-for-many': 'одно соединение на нескольких',
  'offer-refused': 'браузер не принял offer',
  'answer-refused': 'браузер не принял answer',
  'connection-lost': 'связь оборвалась',
  'gateway-lost': 'шлюз пропал',
  abandoned: 'прервано участником',
  glare: 'встречные звонки',
  'answer-unexpected': 'answer не туда',
  'never-offered': 'никто не позвонил',
  'offer-not-delivered': 'offer не доставлен',
  'answer-not-delivered': 'answer не доставлен',
  'answer-not-created': 'answer не создан',
  'answer-not-sent': 'answer не отправлен',
  'offer-ignored': 'страница не применила offer',
  'answer-ignored': 'страница не применила answer',
  'no-answer': 'страница не ответила',
  'message-lost': 'сообщение потерялось',
  'candidate-refused': 'браузер не принял кандидатов',
  'candidates-ignored': 'страница не применила кандидатов',
  'turn-unauthorized': 'TURN отказал в доступе',
  'turn-unreachable': 'TURN недоступен',
  'no-relay-candidate': 'TURN ничего не дал',
  'candidates-none': 'нет кандидатов',
  'candidates-one-way': 'кандидаты только с одной стороны',
  'ice-failed': 'ICE не нашёл пути',
  'ice-stuck': 'ICE всё ещё ищет путь',
  'dtls-failed': 'DTLS не установился',
  'no-media': 'медиа не доходит',
  'nothing-to-send': 'нечего передавать',
};
export type CauseCode = keyof typeof ru;

/** Without the schema library, which would come along into every page. */
export const causeCodes = Object.keys(ru) as readonly CauseCode[];

/** Causes by a short name: in English the codes themselves, which the API, metrics and the documentation have too. */
export const causeWords: Readonly<Record<Language, Readonly<Record<CauseCode, string>>>> = {
  en: Object.fromEntries(causeCodes.map((code) => [code, code])) as Record<CauseCode, string>,
  ru,
};
