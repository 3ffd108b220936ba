import type { Language } from '../../protocol/languages.js';
import type { RejectCode } from '../../protocol/rejects.js';
import type { Outcome, Owner } from '../../protocol/verdict.js';
import type { Departure, Hop, HopKind } from '../domain/hop.js';

/** The words of the ladder log. */
export interface Words {
  message: Record<'offer' | 'answer' | 'ice-candidate', string>;
  hop: Record<HopKind, string>;
  departure: Record<Departure, string>;
  refused: string;
  failed: string;
  reason: Record<RejectCode, string>;
  endOfCandidates: string;
  outcome: Record<Outcome, string>;
  owner: Record<Owner, string>;
  missing: string;
  unseen: string;
  owes: string;
  advice: string;
  withdrawn: string;
  ms: string;
  s: string;
}

export const words: Record<Language, Words> = {
  en: {
    message: { offer: 'offer', answer: 'answer', 'ice-candidate': 'candidate' },
    hop: {
      connected: 'connected',
      joined: 'joined',
      left: 'left',
      met: 'are both in the room',
      'probe-alive': 'probe answers',
      'media-requested': 'waits for a permission',
      'connection-closed': 'connection closed',
      replaced: 'replaced',
      'event-received': 'event received',
      alive: 'connection works',
      'candidate-delivered': 'delivered',
      'probe-started': 'probe started',
      'media-captured': 'microphone or camera open',
      'candidate-applied': 'applied',
      'candidates-gathered': 'candidates gathered',
      'turn-allocated': 'TURN relay ready',
      'connection-kept': 'connection kept',
      'candidate-received': 'received',
      'candidate-forwarded': 'forwarded',
      'offer-created': 'created',
      'offer-received': 'received',
      'offer-forwarded': 'forwarded',
      'offer-delivered': 'delivered',
      'offer-handled': 'taken by the page',
      'offer-applied': 'applied',
      'answer-created': 'created',
      'answer-received': 'received',
      'answer-forwarded': 'forwarded',
      'answer-delivered': 'delivered',
      'answer-handled': 'taken by the page',
      'answer-applied': 'applied',
      'candidates-exchanged': 'candidates exchanged',
      'ice-connected': 'ICE connected',
      'dtls-connected': 'DTLS connected',
      'media-flowing': 'media flowing',
    },
    departure: {
      left: 'left the room',
      closed: 'closed the page or lost the connection',
      lost: 'connection fell silent',
      cut: 'cut by the gateway',
    },
    refused: 'REFUSED',
    failed: 'FAILED',
    reason: {
      malformed: 'malformed',
      'too-large': 'too large',
      'unknown-event': 'unknown event',
      'not-in-room': 'not in a room',
      'target-missing': 'no such participant in the room',
      'target-left': 'the participant has just left',
      'target-self': 'sent to itself',
      'room-full': 'the room is full',
      'rooms-exhausted': 'no more rooms',
      'origin-refused': 'origin not allowed',
      internal: 'defect of the gateway',
    },
    endOfCandidates: 'end of candidates',
    outcome: {
      connected: 'CONNECTED',
      signaled: 'SIGNALED',
      failed: 'FAILED',
      abandoned: 'ABANDONED',
      superseded: 'SUPERSEDED',
      pending: 'GOING ON',
    },
    owner: {
      caller: 'the page of the caller',
      callee: 'the page of the callee',
      both: 'both pages',
      'caller-network': 'the network of the caller',
      'callee-network': 'the network of the callee',
      gateway: 'the gateway',
      path: 'the path between the browsers',
      turn: 'the TURN server',
      nobody: 'nobody',
      'not-known': 'not known',
    },
    missing: 'missing',
    unseen: 'nobody could see it',
    owes: 'owed by',
    advice: 'What to do',
    withdrawn: 'withdrawn',
    ms: 'ms',
    s: 's',
  },
  ru: {
    message: { offer: 'offer', answer: 'answer', 'ice-candidate': 'кандидат' },
    hop: {
      connected: 'подключился',
      joined: 'вошёл в комнату',
      left: 'вышел',
      met: 'оба в комнате',
      'probe-alive': 'probe отвечает',
      'media-requested': 'ждёт разрешения',
      'connection-closed': 'соединение закрыто',
      replaced: 'заменено',
      'event-received': 'событие получено',
      alive: 'связь работает',
      'candidate-delivered': 'доставлен',
      'probe-started': 'probe запущен',
      'media-captured': 'микрофон или камера открыты',
      'candidate-applied': 'применён',
      'candidates-gathered': 'кандидаты собраны',
      'turn-allocated': 'TURN готов',
      'connection-kept': 'соединение держится',
      'candidate-received': 'получен',
      'candidate-forwarded': 'переслан',
      'offer-created': 'создан',
      'offer-received': 'получен',
      'offer-forwarded': 'переслан',
      'offer-delivered': 'доставлен',
      'offer-handled': 'принят страницей',
      'offer-applied': 'применён',
      'answer-created': 'создан',
      'answer-received': 'получен',
      'answer-forwarded': 'переслан',
      'answer-delivered': 'доставлен',
      'answer-handled': 'принят страницей',
      'answer-applied': 'применён',
      'candidates-exchanged': 'кандидаты переданы',
      'ice-connected': 'ICE соединён',
      'dtls-connected': 'DTLS соединён',
      'media-flowing': 'медиа идёт',
    },
    departure: {
      left: 'вышел из комнаты',
      closed: 'закрыл страницу или потерял связь',
      lost: 'соединение замолчало',
      cut: 'отключён шлюзом',
    },
    refused: 'ОТКАЗ',
    failed: 'СБОЙ',
    reason: {
      malformed: 'неверный формат',
      'too-large': 'слишком большое',
      'unknown-event': 'неизвестное событие',
      'not-in-room': 'не в комнате',
      'target-missing': 'в комнате нет такого участника',
      'target-left': 'участник только что вышел',
      'target-self': 'отправлено самому себе',
      'room-full': 'комната заполнена',
      'rooms-exhausted': 'больше комнат нельзя',
      'origin-refused': 'источник страницы не разрешён',
      internal: 'ошибка шлюза',
    },
    endOfCandidates: 'конец кандидатов',
    outcome: {
      connected: 'СОЕДИНЕНО',
      signaled: 'СИГНАЛИЗАЦИЯ ПРОШЛА',
      failed: 'НЕ УДАЛОСЬ',
      abandoned: 'ПРЕРВАНО',
      superseded: 'ЗАМЕНЕНО',
      pending: 'ИДЁТ',
    },
    owner: {
      caller: 'страница вызывающего',
      callee: 'страница вызываемого',
      both: 'обе страницы',
      'caller-network': 'сеть вызывающего',
      'callee-network': 'сеть вызываемого',
      gateway: 'шлюз',
      path: 'путь между браузерами',
      turn: 'сервер TURN',
      nobody: 'никто',
      'not-known': 'неизвестно',
    },
    missing: 'нет',
    unseen: 'никто не мог видеть',
    owes: 'за кем',
    advice: 'Что делать',
    withdrawn: 'отозвано',
    ms: 'мс',
    s: 'с',
  },
};

/** What the hop is about, in words. */
export function subject(hop: Hop, { message, endOfCandidates }: Words): string {
  if (!hop.message) return '';
  if (hop.candidate?.end) return endOfCandidates;
  const { type, protocol } = hop.candidate ?? {};
  return [message[hop.message], type, protocol].filter(Boolean).join(' ');
}
