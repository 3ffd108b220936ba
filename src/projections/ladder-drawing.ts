import type { Language } from '../../protocol/languages.js';
import type { Outcome, Owner, RungView } from '../../protocol/verdict.js';
import { rungName } from '../../protocol/words.js';
import { viewOf } from '../domain/tell.js';
import type { Diagnosis } from '../hops/projection.js';
import type { TraceLink } from '../telemetry/trace-link.js';
import { person, plain, timeOfDay } from './plain.js';
import { words, type Words } from './words.js';

const marks: Record<RungView['status'], string> = {
  reached: '│',
  implied: '┆',
  pending: ' ',
  missing: '╳',
  unseen: '?',
  'nothing-to-send': '○',
};

/** One line for a handshake that went well, a small ladder with the missing rung, its owner and the advice for one that did not. */
export function drawVerdict(
  { handshake, verdict, settledAt, withdrawn }: Diagnosis,
  at: number,
  language: Language,
  link: TraceLink,
): string {
  const text = words[language];
  const view = viewOf(handshake, verdict, settledAt, language, 'developer');
  const who = `${person(view.caller)} → ${person(view.callee)}`;
  const took = settledAt === undefined ? '' : `  ${((settledAt - view.startedAt) / 1000).toFixed(1)} ${text.s}`;
  const outcome = `${loud(view.outcome, text)}${view.cause ? ` · ${view.cause}` : ''}`;
  const taken = withdrawn ? `  (${text.withdrawn}: ${loud(withdrawn.outcome, text)})` : '';
  const head = `${timeOfDay(at)}  ${who.padEnd(24)}  ${outcome}${taken}${took}`;
  if (view.outcome === 'abandoned') return plainLine(`${head}  ${view.sentence}`);
  if (view.outcome !== 'failed') return plainLine(head);
  const stop = view.ladder.findIndex(({ status }) => status === 'missing');
  const rungs = view.ladder.slice(0, stop + 1).map((rung) => drawRung(rung, text, view.owedBy));
  const trace = link(view.traceId);
  const lines = [head, ...rungs, view.sentence, `${text.whatToDo}: ${view.advice}`, ...(trace ? [trace] : [])];
  return lines.map(plainLine).join('\n    ');
}

function drawRung({ stage, status, tookMs, reason }: RungView, text: Words, owedBy: Owner | undefined): string {
  const took = tookMs === undefined ? '' : `${tookMs.toFixed(tookMs < 10 ? 1 : 0)} ${text.ms}`;
  const missing =
    status === 'missing' && owedBy ? `← ${text.status.missing}; ${text.owedBy}: ${text.owner[owedBy]}` : '';
  const unseen = status === 'unseen' ? text.unseen : '';
  return `${marks[status]} ${rungName(stage, text).padEnd(28)} ${[took, reason, missing, unseen].filter(Boolean).join('  ')}`;
}

function loud(outcome: Outcome, text: Words): string {
  return text.outcome[outcome].toUpperCase();
}

/** Names have been made plain one by one; the sentence holds them as they came. */
function plainLine(line: string): string {
  return plain(line, 400).trimEnd();
}
