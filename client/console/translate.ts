import type { ConsoleText } from './text.js';

/** Puts the reader's language into the page's own HTML: `data-text` names the text, `data-label` the accessible name. */
export function translateConsole({ labels, language }: ConsoleText): void {
  const known: Record<string, string> = labels;
  document.documentElement.lang = language;
  document.title = labels.title;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text], [data-label]')) {
    const { text = '', label = '' } = element.dataset;
    if (known[text]) element.textContent = known[text];
    if (known[label]) element.ariaLabel = known[label];
  }
}
