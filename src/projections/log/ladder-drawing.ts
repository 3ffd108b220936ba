import type { Language } from '../../../protocol/languages.js';
import type { Change, HandshakeView, Outcome, Owner, RungView } from '../../../protocol/verdict.js';
import { silenceTexts } from '../../../protocol/silence-words.js';
import { ownerName, seerName } from '../../../protocol/who.js';
import { rungName } from '../../../protocol/words.js';
import { viewOf } from '../../locales/tell.js';
import type { Diagnosis } from '../../hops/hop-watcher.js';
import type { TraceLink } from '../../telemetry/trace-link.js';
import { person, plain, timeOfDay } from './plain.js';
import { stepName, tookIn, words, type Words } from './words.js';

const marks: Record<RungView['status'], string> = {
  reached: '│',
  implied: '┆',
  pending: ' ',
  missing: '╳',
  unseen: '?',
  'nothing-to-send': '○',
};

/** What a drawing takes besides the handshake. */
export interface Drawing {
  /** When the line is written, in ms since the Unix epoch. */
  at: number;
  text: Words;
  /** The outcome of the verdict that is taken back. */
  withdrawn?: Outcome | undefined;
  trace?: string | undefined;
}

/** A verdict in the language of the log. */
export function drawVerdict(diagnosis: Diagnosis, at: number, language: Language, link: TraceLink): string {
  const view = viewIn(language, diagnosis);
  return drawSettled(view, {
    at,
    text: words[language],
    withdrawn: diagnosis.withdrawn?.outcome,
    trace: link(view.traceId),
  });
}

/** What is late, and may still come: its rung, whose it is and who has seen it so, with its sentence and its advice. */
export function drawOverdue(diagnosis: Diagnosis, at: number, language: Language): string {
  const { overdue, ...view } = viewIn(language, diagnosis);
  if (!overdue) return '';
  const text = words[language];
  const what = [text.overdue.toUpperCase(), overdue.cause && text.cause[overdue.cause]].filter(Boolean).join(' · ');
  const head = `${headOf(view, at, what)}  ${secondsOf(overdue.since - view.startedAt, text)}`;
  const { stage, owedBy, evidence, sentence, advice } = overdue;
  const rung = `${rungName(stage, text).padEnd(28)} ← ${text.overdue}; ${text.owedBy}: ${ownerOf(owedBy, view, text)}`;
  return together(head, [
    `${marks.pending} ${rung}  ${text.seenBy}: ${seerName(evidence, view, text)}`,
    sentence,
    `${text.whatToDo}: ${advice}`,
  ]);
}

/**
 * One line for a handshake that went well, a small ladder with the missing rung, its owner and the advice for one that did
 * not; below either, what was remarked on.
 */
export function drawSettled(view: HandshakeView, { at, text, withdrawn, trace }: Drawing): string {
  const { outcome, cause, settledAt, startedAt, sentence, advice, notes } = view;
  const took = settledAt === undefined ? '' : `  ${secondsOf(settledAt - startedAt, text)}`;
  const what = [loud(outcome, text), cause && text.cause[cause]].filter(Boolean).join(' · ');
  const head = `${headOf(view, at, what)}${withdrawn ? takenBack(withdrawn, view.history.at(-1), text) : ''}${took}`;
  const told = outcome === 'abandoned' || outcome === 'not-judged';
  if (outcome !== 'failed')
    return together(told ? `${head}  ${sentence}` : head, [...silencesOf(view, text), ...notes]);
  const stop = view.ladder.findIndex(({ status }) => status === 'missing');
  const rungs = view.ladder.slice(0, stop + 1).map((rung) => drawRung(rung, text, view));
  return together(head, [...rungs, sentence, `${text.whatToDo}: ${advice}`, ...notes, ...(trace ? [trace] : [])]);
}

const ownerOf = (owner: Owner, { caller, callee }: Pick<HandshakeView, 'caller' | 'callee'>, text: Words): string =>
  ownerName(owner, { caller: person(caller), callee: person(callee) }, text);

const viewIn = (language: Language, { handshake, verdict, settledAt, history }: Diagnosis): HandshakeView =>
  viewOf(handshake, verdict, settledAt, language, 'developer', history);

function headOf({ caller, callee }: HandshakeView, at: number, what: string): string {
  return `${timeOfDay(at)}  ${`${person(caller)} → ${person(callee)}`.padEnd(24)}  ${what}`;
}

const secondsOf = (ms: number, { s, tenths }: Words): string => `${tenths(ms / 1000)} ${s}`;

/** The verdict that does not hold any more, and the step that took it back. */
function takenBack(withdrawn: Outcome, change: Change | undefined, text: Words): string {
  const why = change?.because === undefined ? '' : `, ${text.because}: ${stepName(change.because, text)}`;
  return `  (${text.withdrawn}: ${loud(withdrawn, text)}${why})`;
}

/** Where no remark says it. */
function silencesOf(view: HandshakeView, text: Words): string[] {
  if (view.remarks.includes('nothing-to-send')) return [];
  return view.ladder.flatMap((rung) => silenceTexts(rung, (side) => text.sendsNothing(person(view[side])), text));
}

function drawRung({ stage, status, tookMs, reason, detail }: RungView, text: Words, view: HandshakeView): string {
  const took = tookMs === undefined ? '' : tookIn(tookMs, text);
  const missing =
    status === 'missing' && view.owedBy
      ? `← ${text.status.missing}; ${text.owedBy}: ${ownerOf(view.owedBy, view, text)}`
      : '';
  const unseen = status === 'unseen' ? text.unseen : '';
  const facts = [took, reason, detail, missing, unseen].filter(Boolean).join('  ');
  return `${marks[status]} ${rungName(stage, text).padEnd(28)} ${facts}`;
}

function loud(outcome: Outcome, text: Words): string {
  return text.outcome[outcome].toUpperCase();
}

/** Names have been made plain one by one; the sentences hold them as they came. */
function together(head: string, lines: readonly string[]): string {
  return [head, ...lines].map((line) => plain(line, 400).trimEnd()).join('\n    ');
}
