import type { HandshakeDetail, TimelineHop } from '../../protocol/console.js';
import { candidateTypes } from '../../protocol/facts.js';
import type { Change, RungView } from '../../protocol/verdict.js';
import { rungNumber } from '../../protocol/stages.js';
import { silenceTexts } from '../../protocol/silence-words.js';
import { seerName } from '../../protocol/who.js';
import { rungName } from '../../protocol/words.js';
import { el } from '../ui/dom.js';
import { duration, nameOf, ownerOf, timeOfDay } from './format.js';
import { hopName } from './hop-name.js';
import type { ConsoleText } from './text.js';

/** A table with a caption for those who do not see the heading above it; the first cell of a row is its header. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLTableElement {
  const element = el('table', 'data');
  element.createCaption().append(el('span', 'visually-hidden', caption));
  const head = element.createTHead().insertRow();
  for (const name of heads) {
    const cell = el('th', '', name);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = element.createTBody();
  for (const [first = '', ...rest] of rows) {
    const row = body.insertRow();
    const header = el('th', '', first);
    header.scope = 'row';
    row.append(header, ...rest.map((cell) => el('td', '', cell)));
  }
  return element;
}

/** Both sides' candidates by type. */
export function candidateTable({ candidates, caller, callee }: HandshakeDetail, text: ConsoleText): HTMLTableElement {
  const { side, total, candidates: caption } = text.detail;
  const rows = [countRow(nameOf(caller), candidates.caller), countRow(nameOf(callee), candidates.callee)];
  return table(caption, [side, ...candidateTypes, total], rows);
}

function countRow(name: string, counts: HandshakeDetail['candidates']['caller']): string[] {
  const all = candidateTypes.map((type) => counts[type]);
  return [name, ...[...all, all.reduce((sum, count) => sum + count, 0)].map(String)];
}

/** Every rung, with its state: the strip of the list in words. */
export function rungTable(detail: HandshakeDetail, text: ConsoleText): HTMLTableElement {
  const { ladder } = detail;
  const { rungs, rung, status, seenBy } = text.detail;
  const { words } = text;
  const rows = ladder.map((one) => [
    `${rungNumber(one.stage)}. ${rungName(one.stage, words)}`,
    rungStatus(one, detail, text),
    one.tookMs === undefined ? '' : `+${duration(one.tookMs, text)}`,
    one.seenBy ? seerName(one.seenBy, detail, words) : '',
  ]);
  const element = table(rungs, [rung, status, text.labels.took, seenBy], rows);
  ladder.forEach((one, index) => {
    const row = element.tBodies[0]?.rows[index];
    if (row) row.dataset['status'] = isOverdue(one, detail) ? 'overdue' : one.status;
  });
  return element;
}

const isOverdue = ({ stage, status }: RungView, { overdue }: HandshakeDetail) =>
  status === 'pending' && stage === overdue?.stage;

/** The state of a rung in words, with why it is so: the error and the field that stand there, or who sends nothing. */
export function rungStatus(rung: RungView, detail: HandshakeDetail, { words }: ConsoleText): string {
  const state = isOverdue(rung, detail) ? words.overdue : words.status[rung.status];
  const silences = silenceTexts(rung, (side) => words.sendsNothing(nameOf(detail[side])), words);
  const why = [rung.reason, rung.detail, ...silences].filter(Boolean).join('; ');
  return why ? `${state} (${why})` : state;
}

/** What a verdict of the history says: of what is late, that it is overdue and not failed. */
export function changeName({ outcome, owedBy, cause }: Change, { words }: ConsoleText): string {
  const late = outcome === 'pending' && owedBy !== undefined;
  return [late ? words.overdue : words.outcome[outcome], cause && words.cause[cause]].filter(Boolean).join(' · ');
}

/** The step that brought a verdict. */
export const reasonName = ({ because }: Change, text: ConsoleText): string =>
  because ? hopName(because, text) : text.detail.waitOver;

/** Every verdict, with its rung and its owner, and what brought it. */
export function historyTable(detail: HandshakeDetail, text: ConsoleText): HTMLTableElement {
  const { labels, words, language } = text;
  const rows = detail.history.map((change) => [
    timeOfDay(change.at, language),
    `+${duration(Math.max(0, change.at - detail.startedAt), text)}`,
    changeName(change, text),
    change.stage ? rungName(change.stage, words) : '',
    change.owedBy ? ownerOf(change.owedBy, detail, text) : '',
    reasonName(change, text),
  ]);
  const { afterStart, rung, because } = text.detail;
  const heads = [labels.time, afterStart, labels.outcome, rung, labels.owedBy, because];
  const element = table(text.detail.changes, heads, rows);
  detail.history.forEach(({ outcome }, index) => {
    const row = element.tBodies[0]?.rows[index];
    if (row) row.dataset['outcome'] = outcome;
  });
  return element;
}

/** Every hop: what the diagram draws, for those who read it. */
export function timelineTable(detail: HandshakeDetail, text: ConsoleText): HTMLTableElement {
  const { hop, result, from, seenBy, about, results, timeline } = text.detail;
  const rows = detail.timeline.map((one) => [
    hopName(one.kind, text),
    [results[one.result], one.reason && `(${one.reason})`].filter(Boolean).join(' '),
    nameOf(detail[one.from]),
    seerName(one.seenBy, detail, text.words),
    `+${duration(Math.max(0, one.at - detail.startedAt), text)}`,
    duration(one.tookMs, text),
    aboutOf(one, text),
  ]);
  const heads = [hop, result, from, seenBy, text.labels.time, text.labels.took, about];
  const element = table(timeline(rows.length), heads, rows);
  detail.timeline.forEach((one, index) => {
    const row = element.tBodies[0]?.rows[index];
    if (row) row.dataset['result'] = one.result;
  });
  return element;
}

function aboutOf({ bytes, type, protocol, family }: TimelineHop, { detail, language }: ConsoleText): string {
  const weight = bytes === undefined ? '' : `${bytes.toLocaleString(language)}\u00A0${detail.bytes}`;
  return [type, protocol, family, weight].filter(Boolean).join(' ');
}
