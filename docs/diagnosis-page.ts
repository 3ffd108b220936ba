import type { Language } from '../protocol/languages.js';
import { rejects } from '../protocol/rejects.js';
import { rungNumber, stages } from '../protocol/stages.js';
import { outcomes } from '../protocol/verdict.js';
import type { Cause } from '../src/domain/causes/cause.js';
import { causes } from '../src/domain/causes/list.js';
import { oddities, type Ground } from '../src/domain/grounds.js';
import { defaultWaits, ladder } from '../src/domain/ladder.js';
import type { Text, Told } from '../src/locales/locale.js';
import { locales } from '../src/locales/locales.js';
import { diagnosisWords, type DiagnosisWords } from './diagnosis-words.js';

/**
 * Every rung, every cause and every text, as the code has them. Rules, what they rest on and the reject codes are for
 * developers, and stand on the English page only.
 */
export function diagnosisPage(language: Language): string {
  const words = diagnosisWords[language];
  const { causes: byCause, outcomes: byOutcome, remarks, gaps } = locales[language];
  const english = language === 'en';
  return [
    `# ${words.title}`,
    words.written,
    words.introduction,
    ...(words.elsewhere === undefined ? [] : [words.elsewhere]),
    contents(words, english),
    `## ${words.ladder}`,
    rungTable(words),
    words.otherWaits(defaultWaits),
    `## ${words.causes}`,
    words.causesIntroduction,
    ...causes.flatMap((cause) => [
      `### ${cause.code}`,
      ...(english ? ruleOf(cause) : []),
      ...textLists(byCause[cause.code], words),
    ]),
    `## ${words.noCause}`,
    ...outcomes.flatMap((outcome) => [`### ${outcome}`, ...textLists(byOutcome[outcome], words)]),
    `## ${words.remarks}`,
    sentenceList(remarks),
    `## ${words.gaps}`,
    sentenceList(gaps),
    ...(english ? [`## ${rejectCodes}`, rejectTable()] : []),
    '',
  ].join('\n\n');
}

const rejectCodes = 'Reject codes';

/** Links to every part of the page, and to each cause. */
function contents(words: DiagnosisWords, english: boolean): string {
  const seen = new Set<string>();
  // As GitHub makes the anchor of a heading; of two that are the same, the second has a number.
  const linkTo = (heading: string, shown = heading) => {
    const anchor = heading.toLowerCase().replaceAll(' ', '-');
    const isSecond = seen.has(anchor);
    seen.add(anchor);
    return `[${shown}](#${anchor}${isSecond ? '-1' : ''})`;
  };
  const codes = (all: readonly string[]) => all.map((code) => linkTo(code, `\`${code}\``)).join(' · ');
  return [
    `- ${linkTo(words.ladder)}`,
    `- ${linkTo(words.causes)}: ${codes(causes.map(({ code }) => code))}`,
    `- ${linkTo(words.noCause)}: ${codes(outcomes)}`,
    `- ${linkTo(words.remarks)}`,
    `- ${linkTo(words.gaps)}`,
    ...(english ? [`- ${linkTo(rejectCodes)}`] : []),
  ].join('\n');
}

function rejectTable(): string {
  const rows = Object.entries(rejects).map(([code, { sentence, retryable }]) => [
    `\`${code}\``,
    sentence,
    retryable ? 'yes' : 'no',
  ]);
  return table(['code', 'sentence', 'worth another try'], rows);
}

function rungTable({ rungs }: DiagnosisWords): string {
  const rows = stages.map((stage) => {
    const { seer, at, owedBy, waitMs } = ladder[stage];
    const where =
      at === 'gateway'
        ? 'gateway'
        : `${seer} at the ${at === 'both' ? 'two ends' : at}'s end`.replace("two ends's end", 'two ends');
    return [rungNumber(stage), `\`${stage}\``, where, owedBy, `${waitMs} ms`];
  });
  return table(rungs, rows);
}

const whoseWords: Readonly<Record<string, string>> = {
  side: "that side's",
  either: "either side's",
  both: "both sides'",
};

/** `side:offer-applied!failed` as a person reads it. */
function inWords(ground: Ground): string {
  const [whose = '', fact = ''] = ground.split(':');
  const [step = '', failed] = fact.split('!');
  const odd = Object.entries(oddities).find(([oddity]) => oddity === step);
  if (odd) return `that the gateway ${odd[1]}`;
  return `${whoseWords[whose] ?? `the ${whose}'s`} \`${step}\`${failed === undefined ? '' : ' that failed'}`;
}

const listed = (grounds: readonly Ground[]) => (grounds.length > 0 ? grounds.map(inWords).join('; ') : 'nothing');

function ruleOf({ rule, owedBy, restsOn, refutedBy }: Cause): string[] {
  const grounds = `**Rests on** ${listed(restsOn)}. **Refuted by** ${listed(refutedBy)}.`;
  return [`**Rule.** ${rule}`, `**Owed by** ${owedBy}.`, grounds];
}

/** A text and its variants. */
function textLists({ variants = {}, ...text }: Told, words: DiagnosisWords): string[] {
  const others = Object.entries(variants).flatMap(([variant, other]) => [
    `${words.variant} \`${variant}\`:`,
    textList(other, words),
  ]);
  return [textList(text, words), ...others];
}

const rowOrder = ['both', 'caller', 'callee', 'self', 'other', 'developer'] as const;

function textList({ sentence, advice }: Partial<Text>, { rows: names }: DiagnosisWords): string {
  const advices: Partial<Record<(typeof rowOrder)[number], string>> = advice ?? {};
  return [
    ...(sentence === undefined ? [] : [`- ${names.sentence}: ${sentence}`]),
    ...rowOrder.flatMap((row) => (advices[row] === undefined ? [] : [`- ${names[row]}: ${advices[row]}`])),
  ].join('\n');
}

const sentenceList = (sentences: Readonly<Record<string, string>>) =>
  Object.entries(sentences)
    .map(([name, sentence]) => `- \`${name}\`: ${sentence}`)
    .join('\n');

const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
