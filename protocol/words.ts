import { causeWords } from './causes.js';
import type { Language } from './languages.js';
import { silenceWords, type SilenceWords } from './silence-words.js';
import type { Evidence, MessageKind, OtherStep, Stage } from './stages.js';
import type { CauseCode } from './causes.js';
import type { Outcome, Owner, RungStatus } from './verdict.js';

/** The closed lists of the protocol as people read them: on pages and in the ladder log. */
export interface ProtocolWords extends SilenceWords {
  message: Record<MessageKind, string>;
  /** Beside the name of its message, which `rungName` puts in front. */
  rung: Record<Stage, string>;
  /** Beside the name of its message, where it is about one. */
  step: Record<OtherStep, string>;
  status: Record<RungStatus, string>;
  outcome: Record<Outcome, string>;
  cause: Readonly<Record<CauseCode, string>>;
  owner: Record<Owner, string>;
  pageOf: (name: string) => string;
  networkOf: (name: string) => string;
  /** By whom a rung was seen. */
  evidence: Record<Evidence, string>;
  /** In the place of the gateway, where a server is watched. */
  server: string;
  owedBy: string;
  overdue: string;
  whatToDo: string;
  ms: string;
  s: string;
}

export const protocolWords: Record<Language, ProtocolWords> = {
  en: {
    ...silenceWords.en,
    cause: causeWords.en,
    message: { offer: 'offer', answer: 'answer', 'ice-candidate': 'candidate' },
    rung: {
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
    step: {
      connected: 'connected',
      requested: 'request',
      joined: 'joined',
      met: 'are both in the room',
      left: 'left',
      'event-received': 'event received',
      alive: 'connection works',
      'candidate-delivered': 'delivered',
      'probe-started': 'probe started',
      'probe-alive': 'probe answers',
      'media-requested': 'waits for a permission',
      'media-captured': 'microphone or camera open',
      'candidate-applied': 'applied',
      'candidates-gathered': 'candidates gathered',
      'turn-allocated': 'TURN relay ready',
      'connection-kept': 'connection kept',
      'connection-closed': 'connection closed',
      'offer-sent': 'sent by the page',
      'answer-sent': 'sent by the page',
      'context-checked': 'secure context',
      'page-threw': 'page without errors',
      'page-gone': 'the page has gone',
      'page-shared': 'one page is two members',
      'connection-shared': 'one connection for two participants',
      'connection-doubled': 'two connections for one offer',
      'answer-misplaced': 'the answer belongs to another offer',
      'answer-placed': 'the answer belongs to this offer',
      'negotiated-elsewhere': 'negotiated elsewhere',
      replaced: 'replaced',
      'instance-lost': 'instance lost',
      'candidate-received': 'received',
      'candidate-forwarded': 'forwarded',
    },
    status: {
      reached: 'reached',
      implied: 'implied',
      pending: 'not yet',
      missing: 'missing',
      unseen: 'not seen',
      'nothing-to-send': 'nothing to send',
    },
    outcome: {
      connected: 'connected',
      signaled: 'signaled',
      failed: 'failed',
      abandoned: 'abandoned',
      superseded: 'superseded',
      'not-judged': 'not judged',
      pending: 'going on',
    },
    owner: {
      caller: "the caller's page",
      callee: "the callee's page",
      both: 'both pages',
      'caller-network': "the caller's network",
      'callee-network': "the callee's network",
      gateway: 'the gateway',
      server: "the server's own code",
      path: 'the path between the browsers',
      turn: 'the TURN server',
      nobody: 'nobody',
      'not-known': 'not known',
    },
    evidence: {
      gateway: 'gateway',
      transport: 'ping',
      page: 'page',
      probe: 'browser',
    },
    server: 'server',
    pageOf: (name) => `${name}'s page`,
    networkOf: (name) => `${name}'s network`,
    owedBy: 'whose side',
    overdue: 'overdue',
    whatToDo: 'What to do',
    ms: 'ms',
    s: 's',
  },
  ru: {
    ...silenceWords.ru,
    cause: causeWords.ru,
    message: { offer: 'offer', answer: 'answer', 'ice-candidate': 'кандидат' },
    rung: {
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
    step: {
      connected: 'подключился',
      requested: 'запрос',
      joined: 'вошёл в комнату',
      met: 'оба в комнате',
      left: 'вышел',
      'event-received': 'событие получено',
      alive: 'связь работает',
      'candidate-delivered': 'доставлен',
      'probe-started': 'probe запущен',
      'probe-alive': 'probe отвечает',
      'media-requested': 'ждёт разрешения',
      'media-captured': 'микрофон или камера открыты',
      'candidate-applied': 'применён',
      'candidates-gathered': 'кандидаты собраны',
      'turn-allocated': 'TURN готов',
      'connection-kept': 'соединение держится',
      'connection-closed': 'соединение закрыто',
      'offer-sent': 'отправлен страницей',
      'answer-sent': 'отправлен страницей',
      'context-checked': 'защищённый контекст',
      'page-threw': 'страница без ошибок',
      'page-gone': 'страница закрыта',
      'page-shared': 'одна страница — два участника',
      'connection-shared': 'одно соединение на двух участников',
      'connection-doubled': 'два соединения на один offer',
      'answer-misplaced': 'answer относится к другому offer',
      'answer-placed': 'answer относится к этому offer',
      'negotiated-elsewhere': 'согласовано в другом месте',
      replaced: 'заменено',
      'instance-lost': 'экземпляр пропал',
      'candidate-received': 'получен',
      'candidate-forwarded': 'переслан',
    },
    status: {
      reached: 'есть',
      implied: 'выведено',
      pending: 'ещё нет',
      missing: 'нет',
      unseen: 'не видно',
      'nothing-to-send': 'нечего передавать',
    },
    outcome: {
      connected: 'соединено',
      signaled: 'сигнализация прошла',
      failed: 'не удалось',
      abandoned: 'прервано',
      superseded: 'заменено',
      'not-judged': 'не оценено',
      pending: 'идёт',
    },
    owner: {
      caller: 'страница звонящего',
      callee: 'страница вызываемого',
      both: 'обе страницы',
      'caller-network': 'сеть звонящего',
      'callee-network': 'сеть вызываемого',
      gateway: 'шлюз',
      server: 'код самого сервера',
      path: 'путь между браузерами',
      turn: 'сервер TURN',
      nobody: 'никто',
      'not-known': 'неизвестно',
    },
    evidence: {
      gateway: 'шлюз',
      transport: 'ping',
      page: 'страница',
      probe: 'браузер',
    },
    server: 'сервер',
    pageOf: (name) => `страница участника ${name}`,
    networkOf: (name) => `сеть участника ${name}`,
    owedBy: 'на чьей стороне',
    overdue: 'задерживается',
    whatToDo: 'Что делать',
    ms: 'мс',
    s: 'с',
  },
};

/** The rung's name where no heading says which message it is about: `offer received`, `ICE connected`. */
export function rungName(stage: Stage, { message, rung }: ProtocolWords): string {
  const subject = /^(offer|answer)-/.exec(stage)?.[1] as 'offer' | 'answer' | undefined;
  return subject ? `${message[subject]} ${rung[stage]}` : rung[stage];
}
