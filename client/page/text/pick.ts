import type { Language } from '../../../protocol/languages.js';
import { en, type Text } from './en/page.js';
import { ru } from './ru/page.js';

export const texts: Record<Language, Text> = { en, ru };

/** The page's language: the one that the reader has chosen, else the first of the browser's that there is, else English. */
export function pickText(chosen: string | null, languages: readonly string[]): { language: Language; text: Text } {
  for (const tag of [chosen ?? '', ...languages]) {
    const language = tag.toLowerCase().split('-')[0] as Language;
    if (Object.hasOwn(texts, language)) return { language, text: texts[language] };
  }
  return { language: 'en', text: en };
}
