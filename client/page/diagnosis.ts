import { candidateTypes } from '../../protocol/facts.js';
import { rungNumber } from '../../protocol/stages.js';
import type { RungView, Side, VerdictMessage } from '../../protocol/verdict.js';
import { rungName } from '../../protocol/words.js';
import { meaningOf, type Finding } from './checks/findings.js';
import { rowOf, summaryOf } from './checks/tell-findings.js';
import { markOf, silencesOf } from './rungs.js';
import type { Text } from './text.js';

export interface DiagnosisOptions {
  /** The handshake, where there is one yet. */
  verdict?: VerdictMessage | undefined;
  findings: readonly Finding[];
  /** As `browserName` says it. */
  browser: string;
  /** In ms since the Unix epoch. */
  now: number;
}

/**
 * A plain text to be sent to whoever helps: what happened, what to do, and what it is known by. It holds the names of
 * the two, and otherwise words, counts, times and the ids of the handshake: no description, address or credential.
 */
export function diagnosis({ verdict, findings, browser, now }: DiagnosisOptions, text: Text): string {
  const parts = [
    verdict && [...verdictLines(verdict, text), ''],
    verdict && [text.diagnosis.rungs, ...verdict.ladder.map((rung) => rungLine(rung, verdict, text)), ''],
    verdict && [text.diagnosis.candidates, ...candidateLines(verdict), ''],
    [text.diagnosis.checks, ...checkLines(findings, text), ''],
    [`${text.diagnosis.browser}: ${browser}`],
    verdict && [`${text.diagnosis.handshake}: ${verdict.id}`, `${text.diagnosis.trace}: ${verdict.traceId}`],
    [`${text.diagnosis.time}: ${new Date(now).toISOString()}`],
  ];
  return [`Hopline · ${text.diagnosis.heading}`, ...parts.flatMap((part) => part ?? [])].join('\n');
}

function verdictLines(verdict: VerdictMessage, { ladder, diagnosis: words }: Text): string[] {
  const { caller, callee, you, outcome, overdue, remarks, notes, startedAt } = verdict;
  const { cause, owedBy, evidence, sentence, advice } = overdue ?? verdict;
  const who = (side: Side) => `${oneLine({ caller, callee }[side].username)}${you === side ? ` (${ladder.you})` : ''}`;
  return [
    `${who('caller')} → ${who('callee')}, ${new Date(startedAt).toISOString()}`,
    oneLine(sentence),
    `${ladder.whatToDo}: ${oneLine(advice)}`,
    [
      overdue ? ladder.overdue : ladder.outcome[outcome],
      cause,
      owedBy && `${ladder.owedBy}: ${ladder.owner[owedBy]}`,
      `${words.evidence}: ${ladder.evidence[evidence]}`,
    ]
      .filter(Boolean)
      .join(' · '),
    ...notes.map(oneLine),
    ...(remarks.length > 0 ? [`${words.remarks}: ${remarks.join(', ')}`] : []),
  ];
}

function rungLine(rung: RungView, verdict: VerdictMessage, { ladder }: Text): string {
  const { stage, tookMs, seenBy, reason, detail } = rung;
  const mark = markOf(rung, verdict);
  const number = rungNumber(stage).padStart(2);
  const took = tookMs === undefined ? '' : `+${Math.round(tookMs)} ${ladder.ms}`;
  const state = mark === 'overdue' ? ladder.overdue : ladder.status[mark];
  const why = [reason, detail, ...silencesOf(rung, verdict, ladder).map(oneLine)];
  const facts = [state, took, seenBy && ladder.evidence[seenBy], ...why].filter(Boolean);
  return `${number}. ${rungName(stage, ladder)}: ${facts.join(' · ')}`;
}

function candidateLines({ caller, callee, candidates }: VerdictMessage): string[] {
  return (['caller', 'callee'] as const).map((side) => {
    const counts = candidateTypes.map((type) => `${type} ${candidates[side][type]}`);
    return `${oneLine({ caller, callee }[side].username)}: ${counts.join(', ')}`;
  });
}

function checkLines(findings: readonly Finding[], { checks }: Text): string[] {
  if (findings.length === 0) return ['–'];
  const rows = findings.map((finding) => {
    const found = meaningOf(finding) === 'running' ? checks.unfinished : rowOf(finding, checks);
    return `${checks.names[finding.check]}: ${found}`;
  });
  const { meaning, sentence } = summaryOf(findings, checks);
  return meaning === 'running' ? rows : [sentence, ...rows];
}

/** Names are what people typed: they must not begin a line of their own, nor turn its direction. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
