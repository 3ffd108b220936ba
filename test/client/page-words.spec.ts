import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { languages, type Language } from '../../protocol/languages.js';
import { texts } from '../../client/page/text/pick.js';

/** Words of developers: the people in a call have nothing to do with them. */
const developers = [
  'offer answer candidate pong gateway signaling signalling sdp ice handshake probe socket',
  'шлюз шлюза кандидат кандидаты сигнализация рукопожатие',
].flatMap((words) => words.split(' '));
const word = new RegExp(`(?<![\\p{L}])(?:${developers.join('|')})(?:s|ed|ing)?(?![\\p{L}])`, 'giu');

/** Every sentence below, those that are made of names and figures with some in them. */
function sentencesIn(text: unknown): string[] {
  if (typeof text === 'string') return [text];
  if (typeof text === 'function') return [String(text('Boris', 'Boris'))];
  return Object.values(text as object).flatMap(sentencesIn);
}

/** The diagnosis is for a developer who helps. */
const sentencesOf = (language: Language) => {
  const { diagnosis: _, ...people } = texts[language];
  return sentencesIn(people);
};

describe.each(languages)('what the call page says in %s', (language) => {
  it('has no words of developers', () => {
    const said = sentencesOf(language);
    expect(said.length).toBeGreaterThan(150);
    expect(said.filter((sentence) => sentence.match(word) !== null)).toEqual([]);
  });

  it('is in short sentences', () => {
    const long = sentencesOf(language)
      .flatMap((sentence) => sentence.split(/(?<=[.!?:;…]) /))
      .filter((sentence) => sentence.split(' ').length > 20);
    expect(long).toEqual([]);
  });
});

it('what stands in the page before its script runs has no words of developers', () => {
  const html = readFileSync(new URL('../../client/index.html', import.meta.url), 'utf8');
  const visible = html.replace(/<[^>]*>/g, ' ');
  expect(visible).toContain('Test a call');
  expect(visible.match(word)).toBeNull();
});

it('Russian says what English says', () => {
  const keysOf = (text: unknown): unknown =>
    text !== null && typeof text === 'object'
      ? Object.fromEntries(Object.entries(text).map(([key, value]) => [key, keysOf(value)]))
      : typeof text;
  const { refusals: _, ...ru } = texts.ru;
  const { refusals: __, ...en } = texts.en;
  expect(keysOf(ru)).toEqual(keysOf(en));
  expect(Object.keys(texts.ru.refusals)).toEqual(Object.keys(texts.en.refusals));
});
