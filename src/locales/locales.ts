import type { Language } from '../../protocol/languages.js';
import { en } from './en/en.js';
import type { Locale } from './locale.js';
import { ru } from './ru/ru.js';

export const locales: Readonly<Record<Language, Locale>> = { en, ru };
