import type { Stage } from '../../protocol/stages.js';
import type { Outcome, RungStatus } from '../../protocol/verdict.js';
import type { RungGroup } from './rung-groups.js';

const en = {
  title: 'Handshake',
  you: 'you',
  whatToDo: 'What to do',
  ms: 'ms',
  groups: { offer: 'Offer', answer: 'Answer', path: 'Connection' } satisfies Record<RungGroup, string>,
  /** As they stand under the heading of their group. */
  rungs: {
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
  } satisfies Record<Stage, string>,
  statuses: {
    reached: 'reached',
    implied: 'implied',
    pending: 'not yet',
    missing: 'missing',
    unseen: 'not seen',
  } satisfies Record<RungStatus, string>,
  /** The state of the one rung that is waited for. */
  awaited: 'waiting',
  outcomes: {
    connected: () => 'connected',
    signaled: () => 'signaled',
    failed: (rung: string) => `missing: ${rung}`,
    abandoned: () => 'given up',
    superseded: () => 'replaced',
    pending: (rung: string) => `waiting for: ${rung}`,
  } satisfies Record<Outcome, (rung: string) => string>,
};

export type LadderText = typeof en;

const ru: LadderText = {
  title: 'Установление связи',
  you: 'вы',
  whatToDo: 'Что делать',
  ms: 'мс',
  groups: { offer: 'Offer', answer: 'Answer', path: 'Соединение' },
  rungs: {
    'offer-created': 'создан',
    'offer-received': 'получен',
    'offer-forwarded': 'переслан',
    'offer-delivered': 'доставлен',
    'offer-handled': 'взят страницей',
    'offer-applied': 'применён',
    'answer-created': 'создан',
    'answer-received': 'получен',
    'answer-forwarded': 'переслан',
    'answer-delivered': 'доставлен',
    'answer-handled': 'взят страницей',
    'answer-applied': 'применён',
    'candidates-exchanged': 'кандидаты переданы',
    'ice-connected': 'ICE соединён',
    'dtls-connected': 'DTLS соединён',
    'media-flowing': 'медиа идёт',
  },
  statuses: {
    reached: 'есть',
    implied: 'выведено',
    pending: 'ещё нет',
    missing: 'нет',
    unseen: 'не видно',
  },
  awaited: 'ждём',
  outcomes: {
    connected: () => 'соединено',
    signaled: () => 'сигнализация прошла',
    failed: (rung) => `не хватает: ${rung}`,
    abandoned: () => 'прервано',
    superseded: () => 'заменено',
    pending: (rung) => `ждём: ${rung}`,
  },
};

export const ladderTexts = { en, ru };
