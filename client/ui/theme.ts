import { Memory } from './memory.js';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'hopline.theme';
const memory = new Memory('localStorage');

/** The theme that the reader has chosen; that of the system until then. */
export function chosenTheme(): Theme {
  const chosen = memory.recall(key);
  return themes.find((theme) => theme === chosen) ?? 'system';
}

/** Shows the page in a theme, and keeps that for the next time. */
export function chooseTheme(theme: Theme): void {
  memory.keep(key, theme === 'system' ? null : theme);
  showTheme();
}

/** Shows the page in the theme that was chosen: the style sheet reads `data-theme`. */
export function showTheme(): void {
  const theme = chosenTheme();
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
