import { languages, type Language } from '../../protocol/languages.js';
import { byId, el } from '../ui/dom.js';
import { Memory } from '../ui/memory.js';
import { chooseTheme, chosenTheme, showTheme, themes, type Theme } from '../ui/theme.js';
import type { Text } from './text/en/page.js';

const key = 'hopline.language';
const memory = new Memory('localStorage');

/** Languages as those who speak them call them. */
const names: Record<Language, string> = { en: 'English', ru: 'Русский' };

/** The language that the reader has chosen, where one was. */
export function chosenLanguage(): string | null {
  return memory.recall(key);
}

/**
 * The switches of language and theme. Everything on the page and what the gateway says is in one language: another one
 * loads the page again.
 */
export function offerPreferences(language: Language, { labels }: Text, onLanguage: () => void): void {
  showTheme();
  const languageSelect = byId('language', HTMLSelectElement);
  languageSelect.append(...languages.map((one) => option(one, names[one], one === language)));
  languageSelect.addEventListener('change', () => {
    memory.keep(key, languageSelect.value);
    onLanguage();
  });
  const themeNames: Record<Theme, string> = {
    system: labels.themeSystem,
    light: labels.themeLight,
    dark: labels.themeDark,
  };
  const themeSelect = byId('theme', HTMLSelectElement);
  themeSelect.append(...themes.map((one) => option(one, `${labels.theme}: ${themeNames[one]}`, one === chosenTheme())));
  themeSelect.addEventListener('change', () => chooseTheme(themeSelect.value as Theme));
}

function option(value: string, words: string, selected: boolean): HTMLOptionElement {
  const element = el('option', '', words);
  element.value = value;
  element.selected = selected;
  return element;
}
