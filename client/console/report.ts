import type { HandshakeDetail } from '../../protocol/console.js';
import { candidateTypes } from '../../protocol/facts.js';
import { seerName } from '../../protocol/who.js';
import { rungName } from '../../protocol/words.js';
import { duration, nameOf, ownerOf } from './format.js';
import { changeName, reasonName, rungStatus } from './tables.js';
import { hopName } from './hop-name.js';
import type { ConsoleText } from './text.js';
import { sinceOf } from './verdict-box.js';

/** Text of a person on one line of its own. */
const oneLine = (written: string) => written.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');

/** One handshake as plain text, to be pasted where the problem is discussed. */
export function reportOf(detail: HandshakeDetail, text: ConsoleText): string {
  const { words, labels } = text;
  const { caller, callee, room, outcome, overdue, notes, history, startedAt, settledAt } = detail;
  const { cause, owedBy, sentence, advice } = overdue ?? detail;
  const counts = (side: 'caller' | 'callee') =>
    candidateTypes.map((type) => `${type} ${detail.candidates[side][type]}`).join(', ');
  const head = [
    `Hopline: ${oneLine(nameOf(caller))} → ${oneLine(nameOf(callee))} (${labels.room}: ${oneLine(room)})`,
    `${labels.outcome}: ${overdue ? words.overdue : words.outcome[outcome]}${cause ? ` · ${cause}` : ''}${owedBy ? `, ${words.owedBy}: ${ownerOf(owedBy, detail, text)}` : ''}`,
    oneLine(sentence),
    ...(overdue ? [sinceOf(detail, text)] : []),
    ...(advice ? [`${words.whatToDo}: ${oneLine(advice)}`] : []),
    ...notes.map(oneLine),
    `${text.detail.started}: ${new Date(startedAt).toISOString()}${settledAt === undefined ? '' : `, ${labels.took}: ${duration(settledAt - startedAt, text)}`}`,
    `handshake ${detail.id}, trace ${detail.traceId}`,
  ];
  const rungs = detail.ladder.map((rung, index) => {
    const { stage, tookMs, seenBy } = rung;
    return [
      `${String(index + 1).padStart(2)}. ${rungName(stage, words).padEnd(24)} ${oneLine(rungStatus(rung, detail, text))}`,
      tookMs === undefined ? '' : `+${duration(tookMs, text)}`,
      seenBy ? seerName(seenBy, detail, words) : '',
    ]
      .filter(Boolean)
      .join('  ');
  });
  const hops = detail.timeline.map(({ kind, at, from, result, reason, type }) =>
    [
      `+${duration(Math.max(0, at - startedAt), text)}`.padStart(10),
      text.detail[from],
      hopName(kind, text),
      type ?? '',
      result === 'reached' ? '' : `${text.detail.results[result]} ${reason ?? ''}`,
    ]
      .filter(Boolean)
      .join('  '),
  );
  const changes = history.map((change) =>
    [
      `+${duration(Math.max(0, change.at - startedAt), text)}`.padStart(10),
      changeName(change, text),
      change.stage ? rungName(change.stage, words) : '',
      change.owedBy ? `${words.owedBy}: ${ownerOf(change.owedBy, detail, text)}` : '',
      reasonName(change, text),
    ]
      .filter(Boolean)
      .join('  '),
  );
  const changed = changes.length > 1 ? [text.detail.changes, ...changes, ''] : [];
  const candidates = `${text.detail.candidates}: ${text.detail.caller} ${counts('caller')}; ${text.detail.callee} ${counts('callee')}`;
  return [...head, '', ...changed, ...rungs, '', candidates, '', text.detail.timeline(hops.length), ...hops, ''].join(
    '\n',
  );
}
