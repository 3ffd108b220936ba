import { candidateTypes } from '../../../protocol/facts.js';
import { silenceTexts } from '../../../protocol/silence-words.js';
import { rungNumber } from '../../../protocol/stages.js';
import type { RungView, Side, VerdictMessage } from '../../../protocol/verdict.js';
import { rungName } from '../../../protocol/words.js';
import { meaningOf, type Finding } from '../checks/findings.js';
import { rowOf, summaryOf } from '../checks/tell-findings.js';
import type { Text } from '../text/en/page.js';
import { markOf } from '../tile/rungs.js';

export interface DiagnosisOptions {
  /** The handshake, where there is one yet. */
  verdict?: VerdictMessage | undefined;
  findings: readonly Finding[];
  /** As `browserName` says it. */
  browser: string;
  /** Of the page. */
  version: string;
  /** Where this page was loaded from: the console is beside it. */
  origin: string;
  /** In ms since the Unix epoch. */
  now: number;
}

/**
 * A plain text for anyone who helps: the verdict first, what to do, where to see it, and what it is known by. It
 * holds the names of the two, and otherwise words, counts, times and the ids of the handshake: no description, address or
 * credential.
 */
export function diagnosis({ verdict, findings, ...about }: DiagnosisOptions, text: Text): string {
  const { browser, version, origin, now } = about;
  const words = text.diagnosis;
  const parts = [
    verdict && [...verdictLines(verdict, words), `${words.inConsole}: ${consoleLink(verdict.id, origin)}`, ''],
    verdict && [words.rungs, ...verdict.ladder.map((rung) => rungLine(rung, verdict, words)), ''],
    verdict && [words.candidates, ...candidateLines(verdict), ''],
    [words.checks, ...checkLines(findings, text), ''],
    [`${words.browser}: ${browser}`, `${words.version}: ${version}`],
    verdict && [`${words.handshake}: ${verdict.id}`, `${words.trace}: ${verdict.traceId}`],
    [`${words.time}: ${new Date(now).toISOString()}`],
  ];
  return [...(verdict ? [] : [`Hopline · ${words.heading}`]), ...parts.flatMap((part) => part ?? [])].join('\n');
}

/** The address of a handshake in the console. */
export function consoleLink(id: string, origin: string): string {
  return new URL(`/console/handshakes/${encodeURIComponent(id)}`, origin).href;
}

type Words = Text['diagnosis'];

function verdictLines(verdict: VerdictMessage, { words, ...own }: Words): string[] {
  const { caller, callee, you, outcome, overdue, remarks, notes, startedAt } = verdict;
  const { cause, owedBy, evidence, sentence, advice } = overdue ?? verdict;
  const who = (side: Side) => `${oneLine({ caller, callee }[side].username)}${you === side ? ` (${own.you})` : ''}`;
  return [
    [
      `Hopline · ${overdue ? words.overdue : words.outcome[outcome]}`,
      cause,
      owedBy && `${words.owedBy}: ${words.owner[owedBy]}`,
      `${own.evidence}: ${words.evidence[evidence]}`,
    ]
      .filter(Boolean)
      .join(' · '),
    oneLine(sentence),
    `${words.whatToDo}: ${oneLine(advice)}`,
    ...notes.map(oneLine),
    ...(remarks.length > 0 ? [`${own.remarks}: ${remarks.join(', ')}`] : []),
    `${who('caller')} → ${who('callee')}, ${new Date(startedAt).toISOString()}`,
  ];
}

function rungLine(rung: RungView, verdict: VerdictMessage, { words, sendsNothing }: Words): string {
  const { stage, tookMs, seenBy, reason, detail } = rung;
  const mark = markOf(rung, verdict);
  const number = rungNumber(stage).padStart(2);
  const took = tookMs === undefined ? '' : `+${Math.round(tookMs)} ${words.ms}`;
  const state = mark === 'overdue' ? words.overdue : words.status[mark];
  const ofSide = (side: Side) => (side === verdict.you ? sendsNothing : words.sendsNothing(verdict[side].username));
  const why = [reason, detail, ...silenceTexts(rung, ofSide, words).map(oneLine)];
  const facts = [state, took, seenBy && words.evidence[seenBy], ...why].filter(Boolean);
  return `${number}. ${rungName(stage, words)}: ${facts.join(' · ')}`;
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
