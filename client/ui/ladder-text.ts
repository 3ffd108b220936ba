import type { Language } from '../../protocol/languages.js';
import { protocolWords, type ProtocolWords } from '../../protocol/words.js';
import type { RungGroup } from './rung-groups.js';

/** What a ladder on a page says besides the protocol's own words. */
export interface LadderText extends ProtocolWords {
  title: string;
  you: string;
  group: Record<RungGroup, string>;
  /** The state of the one rung that is waited for. */
  awaited: string;
  missing: (rung: string) => string;
  late: (rung: string) => string;
  waitingFor: (rung: string) => string;
  youSendNothing: string;
  /** The handshake of the same two before this one. */
  before: (state: string, time: string) => string;
}

export const ladderTexts: Record<Language, LadderText> = {
  en: {
    ...protocolWords.en,
    title: 'Handshake',
    you: 'you',
    group: { offer: 'Offer', answer: 'Answer', path: 'Connection' },
    awaited: 'waiting',
    missing: (rung) => `missing: ${rung}`,
    late: (rung) => `overdue: ${rung}`,
    waitingFor: (rung) => `waiting for: ${rung}`,
    youSendNothing: 'you send nothing',
    before: (state, time) => `Before this, ${time}: ${state}`,
  },
  ru: {
    ...protocolWords.ru,
    title: 'Установление связи',
    you: 'вы',
    group: { offer: 'Offer', answer: 'Answer', path: 'Соединение' },
    awaited: 'ждём',
    missing: (rung) => `не хватает: ${rung}`,
    late: (rung) => `задерживается: ${rung}`,
    waitingFor: (rung) => `ждём: ${rung}`,
    youSendNothing: 'вы ничего не передаёте',
    before: (state, time) => `До этого, ${time}: ${state}`,
  },
};
