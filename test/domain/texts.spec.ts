import { languages } from '../../protocol/languages.js';
import { causeCodes, type CauseCode } from '../../protocol/causes.js';
import type { Cause } from '../../src/domain/causes/cause.js';
import { causes, remarked } from '../../src/domain/causes/list.js';
import type { Locale, Text, Told } from '../../src/locales/locale.js';
import { locales } from '../../src/locales/locales.js';

const sentenceChars = 220;
const adviceChars = 340;
const wordsInSentence = 20;
/** What a rule may put into its texts: names of the two, and facts that no client wrote. */
const placeholders = new Set(
  (
    'caller callee side other seconds message reason error state movedTo bytes count event ' +
    'callerHost callerSrflx callerRelay calleeHost calleeSrflx calleeRelay'
  ).split(' '),
);

/** Words of developers, which the two in the call need not know: whole words, or how they begin (`*`). */
const developersWords = (
  'offer* answer* candidate* pong* ping gateway* signaling handshake* probe* relay* ' +
  'socket* websocket* description* negotiat* token* instance* track* peer* media frame* ' +
  'ICE TURN STUN SDP DTLS NAT RTC* HTTP UDP TCP id getUserMedia ' +
  'кандидат* шлюз* сигнализац* рукопожат* сокет* описани* токен* экземпляр* дорожк* медиа'
).split(' ');
/** How nobody speaks who wants to be understood. */
const oddWords = [
  'whoever',
  'whomever',
  'is told',
  'are told',
  'is at work on',
  'that of',
  'those who',
  'за кем',
  'не хватает',
];

/** Acronyms count as they are written: TURN is a server, and a microphone may be turned on. */
const matcher = (words: readonly string[]): RegExp => {
  const parts = words.map((word) => (word.endsWith('*') ? `${word.slice(0, -1)}[\\p{L}]*` : word));
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${parts.map(anyCase).join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
};
const anyCase = (word: string) =>
  /^\p{Lu}{2}/u.test(word) || word.startsWith('[')
    ? word
    : word.replace(/^\p{L}/u, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);

const foundIn = (text: string, words: readonly string[]) => text.replace(/\{\w+\}/g, 'X').match(matcher(words)) ?? [];

/** Sentences of a text with their words counted; what stands in backquotes is code. */
const lengths = (text: string) =>
  text
    .replace(/`[^`]*`/g, 'code')
    .split(/(?<=[.?!])\s+(?=[\p{Lu}{`«])/u)
    .map((sentence) => sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length);

const forPeople = (advice: Text['advice']): string[] =>
  Object.entries(advice).flatMap(([reader, text]) => (reader === 'developer' ? [] : [text]));

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

const namesIn = (locale: Locale): string[] =>
  textsIn(locale)
    .map(([name]) => name)
    .toSorted();

describe('the list of causes', () => {
  it('has every cause of the protocol once, in the order of the documentation', () => {
    expect(causes.map(({ code }) => code)).toEqual(causeCodes);
  });

  it.each(causeCodes)('has one file for %s', async (code: CauseCode) => {
    const file = (await import(`../../src/domain/causes/${code}.js`)) as Record<string, Cause>;
    expect(Object.values(file).map((cause) => cause.code)).toEqual([code]);
  });
});

it('remarks on what every rule finds worth it', () => {
  const withRemarks = causes.filter((cause) => 'remarks' in cause);

  expect(new Set(remarked)).toEqual(new Set(withRemarks));
});

describe('the texts', () => {
  it.each(languages.filter((language) => language !== 'en'))(
    'have in %s the variants that they have in English',
    (other) => {
      expect(namesIn(locales[other])).toEqual(namesIn(locales.en));
    },
  );
});

describe.each(languages)('the texts, %s', (language) => {
  const texts = textsIn(locales[language]);

  it.each(texts)('have a short sentence and an advice for every reader: %s', (_, { sentence, advice }) => {
    const all = [sentence, ...Object.values(advice)];
    for (const one of all) {
      expect(one).toMatch(/^[\p{L}{`].*[.?!]$/su);
      expect(/\p{Script=Cyrillic}/u.test(one)).toBe(language === 'ru');
    }
    expect(sentence.length).toBeLessThanOrEqual(sentenceChars);
    for (const one of all.slice(1)) expect(one.length).toBeLessThanOrEqual(adviceChars);
  });

  it.each(texts)('speak to the two in the call in plain words and short sentences: %s', (_, { sentence, advice }) => {
    const people = forPeople(advice);
    expect(people.length).toBeGreaterThan(0);
    for (const one of people) expect([one, ...foundIn(one, developersWords)]).toEqual([one]);
    for (const one of [sentence, ...people])
      expect([one, Math.max(...lengths(one)) <= wordsInSentence]).toEqual([one, true]);
  });

  it('write numbers as their readers do', () => {
    expect(locales[language].number(131072.5)).toBe({ en: '131072.5', ru: '131072,5' }[language]);
  });

  it('speak plainly to developers too', () => {
    const { remarks, gaps } = locales[language];
    const all = [
      ...texts.flatMap(([, { sentence, advice }]) => [sentence, ...Object.values(advice)]),
      ...Object.values(remarks),
      ...Object.values(gaps),
    ];
    expect(all.flatMap((one) => foundIn(one, oddWords))).toEqual([]);
  });

  it.each(texts)('name nothing but the two and facts of ours: %s', (_, { sentence, advice }) => {
    const named = [sentence, ...Object.values(advice)].flatMap((one) =>
      [...one.matchAll(/\{(\w*)\}/g)].map(([, name]) => name),
    );
    expect(named.filter((name) => !placeholders.has(name ?? ''))).toEqual([]);
  });
});

describe('the lists of words', () => {
  it.each([
    ['The gateway got no Answers.', ['gateway', 'Answers']],
    ['Switch TURN on; turn the sound on.', ['TURN']],
    ['Шлюз не получил кандидатов.', ['Шлюз', 'кандидатов']],
    ['{gateway} is a placeholder, and an icebox none.', []],
  ])('find what they should in %s', (text, found) => {
    expect([...foundIn(text, developersWords)]).toEqual(found);
  });

  it('counts words sentence by sentence, and code as one', () => {
    expect(lengths('One two three. Four `five six seven`, {eight}? Nine.')).toEqual([3, 3, 1]);
  });
});
