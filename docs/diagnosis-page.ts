import { languages } from '../protocol/languages.js';
import { outcomes } from '../protocol/verdict.js';
import { rejects } from '../protocol/rejects.js';
import { rungNumber, stages } from '../protocol/stages.js';
import type { Cause } from '../src/domain/causes/cause.js';
import { causes } from '../src/domain/causes/list.js';
import { oddities, type Ground } from '../src/domain/grounds.js';
import { defaultWaits, ladder } from '../src/domain/ladder.js';
import { readers, type Locale, type Text, type Told } from '../src/locales/locale.js';
import { locales } from '../src/locales/locales.js';

const languageNames = { en: 'English', ru: 'Русский' } as const;

/** `docs/diagnosis.md`: every rung, every cause and every text, as the code has them. */
export function diagnosisPage(): string {
  return [
    '# Diagnosis',
    'Written by `npm run docs` from `src/domain` and `src/locales`; edit it there.',
    'A handshake climbs a ladder of sixteen rungs. The first rung that is missing, and whose wait is over, is where the ' +
      'problem is. A rung is `reached`, `implied` (a rung above proves it), `pending`, `missing` (its wait is over) or ' +
      '`unseen` (nobody present could have seen it). Telemetry that is missing is not a stage that is missing: a client ' +
      'without a probe is never blamed for what only a probe could have seen.',
    '## The ladder',
    rungTable(),
    'Some waits are not of one rung: the answer of a page without a probe is waited for ' +
      `${defaultWaits.answer} ms after its offer was delivered (\`WAIT_ANSWER\`); the first word of a probe for ${defaultWaits.probe} ms, before a handshake counts as \`signaled\` ` +
      '(`WAIT_PROBE`); and before a silent page is named, the ' +
      `gateway pings it once more and waits up to ${defaultWaits.silence} ms for the pong (\`WAIT_SILENCE\`), and up to ${defaultWaits.report} ms for a last report of its probe, which it asks in the same way (\`WAIT_REPORT\`). Over HTTP ` +
      'polling there is no pong: delivery and silence stay unproved, and where nothing else is known the verdict names no cause. ' +
      `While a browser asks its user for the microphone, its page owes nothing for up to ${defaultWaits.permission} ms (\`WAIT_PERMISSION\`); and a page ` +
      `that sends its description with its candidates is given up to ${defaultWaits.gathering} ms to gather them (\`WAIT_GATHERING\`).`,
    '## Causes',
    'In the order in which the rules are asked; the first that finds something names the cause. `{caller}`, `{callee}` and ' +
      'other words in braces are filled in. What a cause rests on, and what would refute it, are steps that went well, or that failed; where nobody ' +
      'present could have seen one, the sentence says so. Texts of the JSON log and of the spans say `caller` and `callee` instead of names.',
    ...causes.map(causeSection),
    '## Where no cause is named',
    ...outcomes.map((outcome) => [`### ${outcome}`, ...texts((locale) => locale.outcomes[outcome])].join('\n\n')),
    '## Reject codes',
    table(
      ['code', 'sentence', 'worth another try'],
      Object.entries(rejects).map(([code, { sentence, retryable }]) => [
        `\`${code}\``,
        sentence,
        retryable ? 'yes' : 'no',
      ]),
    ),
    '',
  ].join('\n\n');
}

function rungTable(): string {
  const rows = stages.map((stage) => {
    const { seer, at, owedBy, waitMs } = ladder[stage];
    const where =
      at === 'gateway'
        ? 'gateway'
        : `${seer} at the ${at === 'both' ? 'two ends' : at}'s end`.replace("two ends's end", 'two ends');
    return [rungNumber(stage), `\`${stage}\``, where, owedBy, `${waitMs} ms`];
  });
  return table(['#', 'rung', 'seen by', 'owed by', 'wait after the rung before'], rows);
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

function causeSection({ code, rule, owedBy, restsOn, refutedBy }: Cause): string {
  const grounds = `**Rests on** ${listed(restsOn)}. **Refuted by** ${listed(refutedBy)}.`;
  const head = [`### ${code}`, `**Rule.** ${rule}`, `**Owed by** ${owedBy}.`, grounds];
  return [...head, ...texts(({ causes: of }) => of[code])].join('\n\n');
}

/** A text and its variants, in every language. */
function texts(toldIn: (locale: Locale) => Told): string[] {
  const { variants = {} } = toldIn(locales.en);
  const others = Object.keys(variants).flatMap((variant) => [
    `Variant \`${variant}\`:`,
    textTable((locale) => toldIn(locale).variants?.[variant] ?? {}),
  ]);
  return [textTable(toldIn), ...others];
}

function textTable(textIn: (locale: Locale) => Partial<Text>): string {
  const rows = languages.flatMap((language) => {
    const { sentence, advice } = textIn(locales[language]);
    return [
      ...(sentence === undefined ? [] : [[languageNames[language], 'sentence', sentence]]),
      ...(advice ? readers.map((reader) => [languageNames[language], `advice for the ${reader}`, advice[reader]]) : []),
    ];
  });
  return table(['language', 'text', ''], rows);
}

const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
