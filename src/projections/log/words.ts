import type { Language } from '../../../protocol/languages.js';
import type { RejectCode } from '../../../protocol/rejects.js';
import { rejectWords } from '../../../protocol/reject-words.js';
import type { Stage } from '../../../protocol/stages.js';
import { protocolWords, rungName, type ProtocolWords } from '../../../protocol/words.js';
import type { Departure, Hop, HopKind } from '../../domain/hop.js';
import { hopTraits } from '../hop-traits.js';

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
  /** A number with one decimal, as readers of the language write it. */
  tenths: (value: number) => string;
}

function tenthsIn(language: Language): Words['tenths'] {
  const numbers = new Intl.NumberFormat(language, {
    useGrouping: false,
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return (value) => numbers.format(value);
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
    reason: rejectWords.en,
    endOfCandidates: 'end of candidates',
    unseen: 'nobody could see it',
    seenBy: 'seen by',
    withdrawn: 'withdrawn',
    because: 'because',
    omitted: (count) => `LEFT OUT  ${count} lines more, refused or of one address`,
    tenths: tenthsIn('en'),
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
    reason: rejectWords.ru,
    endOfCandidates: 'конец кандидатов',
    unseen: 'никто не мог видеть',
    seenBy: 'кто видел',
    withdrawn: 'отозвано',
    because: 'потому что',
    omitted: (count) => `ПРОПУЩЕНО  строк: ${count} (отказы или с одного адреса)`,
    tenths: tenthsIn('ru'),
  },
};

/** What was refused, by the name that its sender gave it: the event, or what else came. */
export function refusedEvent({ message, event, kind }: Hop): string {
  return message ?? event ?? hopTraits[kind].event ?? kind;
}

export const stepName = (step: HopKind, text: Words): string =>
  step in text.rung ? rungName(step as Stage, text) : text.hop[step];

/** How long something took, in words: whole milliseconds from ten on. */
export const tookIn = (ms: number, { ms: unit, tenths }: Words): string =>
  `${ms < 10 ? tenths(ms) : ms.toFixed(0)} ${unit}`;

/** What the hop is about, in words. */
export function subject(hop: Hop, text: Words): string {
  const { message, endOfCandidates } = text;
  if (!hop.message) {
    if (hop.result === 'failed') return `${stepName(hop.kind, text)}:`;
    return hop.result === 'refused' ? refusedEvent(hop) : '';
  }
  if (hop.candidate?.end) return endOfCandidates;
  const { type, protocol } = hop.candidate ?? {};
  return [message[hop.message], type, protocol].filter(Boolean).join(' ');
}
