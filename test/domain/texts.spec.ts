import { languages } from '../../protocol/languages.js';
import { causeCodes, outcomes } from '../../protocol/verdict.js';
import { readers, type Cause, type Text } from '../../src/domain/causes/cause.js';
import { causes } from '../../src/domain/causes/list.js';
import { settledTexts } from '../../src/domain/settled-texts.js';

const sentenceChars = 220;
const adviceChars = 340;
/** What a rule may put into its texts: names of the two, and facts that no client wrote. */
const placeholders = new Set([
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

/** A cause as it is told in each of its variants. */
const told: [string, Text][] = [
  ...causes.map((cause) => [cause.code, cause] as const),
  ...outcomes.map((outcome) => [outcome, settledTexts[outcome]] as const),
].flatMap(([name, text]) => [
  [name, text] as [string, Text],
  ...Object.entries(text.variants ?? {}).map(
    ([variant, other]) => [`${name}, ${variant}`, { ...text, ...other }] as [string, Text],
  ),
]);

describe('the list of causes', () => {
  it('is asked in the order of the protocol, each of them once', () => {
    expect(causes.map(({ code }) => code)).toEqual(causeCodes);
  });

  it.each(causeCodes)('has one file for %s', async (code) => {
    const file = (await import(`../../src/domain/causes/${code}.js`)) as Record<string, Cause>;
    expect(Object.values(file).map((cause) => cause.code)).toEqual([code]);
  });

  it.each(causes)('says of $code its rule and who owes it', ({ rule, owedBy }) => {
    expect(rule).toMatch(/^\S.{20,}\S\.$/s);
    expect(owedBy).toMatch(/\S/);
  });
});

describe.each(told)('%s', (_, text) => {
  it.each(languages)('has a short sentence and an advice for every reader, %s', (language) => {
    const all = [text.sentence[language], ...readers.map((reader) => text.advice[language][reader])];
    for (const one of all) {
      expect(one).toMatch(/^[\p{L}{`].*[.?!]$/su);
      expect(/\p{Script=Cyrillic}/u.test(one)).toBe(language === 'ru');
    }
    expect(text.sentence[language].length).toBeLessThanOrEqual(sentenceChars);
    for (const advice of all.slice(1)) expect(advice.length).toBeLessThanOrEqual(adviceChars);
  });

  it('names nothing but the two and facts of ours', () => {
    const texts = languages.flatMap((language) => [text.sentence[language], ...Object.values(text.advice[language])]);
    const named = texts.flatMap((one) => [...one.matchAll(/\{(\w*)\}/g)].map(([, name]) => name));
    expect(named.filter((name) => !placeholders.has(name ?? ''))).toEqual([]);
  });
});
