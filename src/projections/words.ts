import type { Language } from '../../protocol/languages.js';
import type { RejectCode } from '../../protocol/rejects.js';
import { protocolWords, type ProtocolWords } from '../../protocol/words.js';
import type { Departure, Hop, HopKind } from '../domain/hop.js';

/** The words of the ladder log. */
export interface Words extends ProtocolWords {
  hop: Record<HopKind, string>;
  departure: Record<Departure, string>;
  refused: string;
  failed: string;
  reason: Record<RejectCode, string>;
  endOfCandidates: string;
  unseen: string;
  /** By whom what is late is known to be so. */
  seenBy: string;
  withdrawn: string;
  because: string;
  /** Lines that were left out: of refusals, or of an address that had too many written. */
  omitted: (count: number) => string;
}

export const words: Record<Language, Words> = {
  en: {
    ...protocolWords.en,
    hop: { ...protocolWords.en.rung, ...protocolWords.en.step },
    departure: {
      left: 'left the room',
      closed: 'closed the page or lost the connection',
      lost: 'connection fell silent',
      cut: 'cut by the gateway',
      expelled: 'expelled by the gateway',
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
      'instance-unreachable': 'the other instance of the gateway cannot be reached',
      unread: 'reads nothing of what it is sent',
      draining: 'the gateway is stopping',
      'token-missing': 'no token',
      'token-invalid': 'the token is not valid',
      'token-expired': 'the token has expired',
      'token-unchecked': 'the token could not be checked',
      'room-forbidden': 'the token is not for this room',
      'admin-refused': 'only for whoever runs the gateway',
      'rate-limited': 'too much at once',
      flooding: 'cut, because it went on after that',
      'connections-exhausted': 'too many connections from the address',
      'handshakes-exhausted': 'too many open handshakes',
      internal: 'defect of the gateway',
    },
    endOfCandidates: 'end of candidates',
    unseen: 'nobody could see it',
    seenBy: 'seen by',
    withdrawn: 'withdrawn',
    because: 'because',
    omitted: (count) => `LEFT OUT  ${count} lines more, refused or of one address`,
  },
  ru: {
    ...protocolWords.ru,
    hop: { ...protocolWords.ru.rung, ...protocolWords.ru.step },
    departure: {
      left: 'вышел из комнаты',
      closed: 'закрыл страницу или потерял связь',
      lost: 'соединение замолчало',
      cut: 'отключён шлюзом',
      expelled: 'исключён шлюзом',
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
      'instance-unreachable': 'другой экземпляр шлюза недоступен',
      unread: 'не читает ничего из отправленного',
      draining: 'шлюз останавливается',
      'token-missing': 'нет токена',
      'token-invalid': 'токен не подходит',
      'token-expired': 'срок токена истёк',
      'token-unchecked': 'токен не удалось проверить',
      'room-forbidden': 'токен не для этой комнаты',
      'admin-refused': 'только для тех, кто ведёт шлюз',
      'rate-limited': 'слишком много сразу',
      flooding: 'отключён: продолжал и после отказов',
      'connections-exhausted': 'слишком много соединений с адреса',
      'handshakes-exhausted': 'слишком много незавершённых попыток',
      internal: 'ошибка шлюза',
    },
    endOfCandidates: 'конец кандидатов',
    unseen: 'никто не мог видеть',
    seenBy: 'кто видел',
    withdrawn: 'отозвано',
    because: 'потому что',
    omitted: (count) => `ПРОПУЩЕНО  строк: ${count} (отказы или с одного адреса)`,
  },
};

/** The events behind hops that name none. */
const eventOf: Partial<Record<HopKind, string>> = {
  joined: 'join-room',
  left: 'leave-room',
  connected: 'connect',
  requested: 'request',
  'event-received': 'frame',
};

/** What was refused, by the name that its sender gave it: the event, or what else came. */
export function refusedEvent({ message, event, kind }: Hop): string {
  return message ?? event ?? eventOf[kind] ?? kind;
}

/** What the hop is about, in words. */
export function subject(hop: Hop, { message, endOfCandidates }: Words): string {
  if (!hop.message) return hop.result === 'refused' ? refusedEvent(hop) : '';
  if (hop.candidate?.end) return endOfCandidates;
  const { type, protocol } = hop.candidate ?? {};
  return [message[hop.message], type, protocol].filter(Boolean).join(' ');
}
