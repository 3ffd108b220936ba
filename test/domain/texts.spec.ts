import { languages } from '../../protocol/languages.js';
import { causeCodes, type CauseCode } from '../../protocol/verdict.js';
import type { Cause } from '../../src/domain/causes/cause.js';
import { causes } from '../../src/domain/causes/list.js';
import { readers, type Locale, type Text, type Told } from '../../src/locales/locale.js';
import { locales } from '../../src/locales/locales.js';

const sentenceChars = 220;
const adviceChars = 340;
/** What a rule may put into its texts: names of the two, and facts that no client wrote. */
const placeholders = new Set([
  'event',
  'caller',
  'callee',
  'seconds',
  'gone',
  'silent',
  'sender',
  'side',
  'other',
  'message',
  'reason',
  'error',
  'state',
  'callerHost',
  'callerSrflx',
  'callerRelay',
  'calleeHost',
  'calleeSrflx',
  'calleeRelay',
  'movedTo',
  'bytes',
  'count',
  'from',
  'to',
]);

/** A text as it is read in each of its variants. */
const variantsOf = (name: string, { variants = {}, ...text }: Told): [string, Text][] => [
  [name, text],
  ...Object.entries(variants).map(
    ([variant, other]) => [`${name}, ${variant}`, { ...text, ...other }] as [string, Text],
  ),
];

/** Every text of a verdict, of its cause or, where it has none, of its outcome. */
const textsIn = ({ causes: byCause, outcomes }: Locale): [string, Text][] => [
  ...Object.entries(byCause).flatMap(([code, text]) => variantsOf(code, text)),
  ...Object.entries(outcomes).flatMap(([outcome, text]) => variantsOf(`no cause, ${outcome}`, text)),
];

describe('the list of causes', () => {
  it('is asked in the order of the protocol, each of them once', () => {
    expect(causes.map(({ code }) => code)).toEqual(causeCodes);
  });

  it.each(causeCodes)('has one file for %s', async (code: CauseCode) => {
    const file = (await import(`../../src/domain/causes/${code}.js`)) as Record<string, Cause>;
    expect(Object.values(file).map((cause) => cause.code)).toEqual([code]);
  });

  it.each(causes)('says of $code its rule and who owes it', ({ rule, owedBy }) => {
    expect(rule).toMatch(/^\S.{20,}\S\.$/s);
    expect(owedBy).toMatch(/\S/);
  });
});

describe.each(languages)('the texts, %s', (language) => {
  const texts = textsIn(locales[language]);

  it('are the same ones in every language, each with its variants', () => {
    expect(texts.map(([name]) => name).toSorted()).toEqual(
      textsIn(locales.en)
        .map(([name]) => name)
        .toSorted(),
    );
  });

  it.each(texts)('have a short sentence and an advice for every reader: %s', (_, { sentence, advice }) => {
    const all = [sentence, ...readers.map((reader) => advice[reader])];
    for (const one of all) {
      expect(one).toMatch(/^[\p{L}{`].*[.?!]$/su);
      expect(/\p{Script=Cyrillic}/u.test(one)).toBe(language === 'ru');
    }
    expect(sentence.length).toBeLessThanOrEqual(sentenceChars);
    for (const one of all.slice(1)) expect(one.length).toBeLessThanOrEqual(adviceChars);
  });

  it.each(texts)('name nothing but the two and facts of ours: %s', (_, { sentence, advice }) => {
    const named = [sentence, ...Object.values(advice)].flatMap((one) =>
      [...one.matchAll(/\{(\w*)\}/g)].map(([, name]) => name),
    );
    expect(named.filter((name) => !placeholders.has(name ?? ''))).toEqual([]);
  });
});
