import type { Text } from './text/en/page.js';

const isLabel = (key: string | undefined, labels: Text['labels']): key is keyof Text['labels'] =>
  key !== undefined && key in labels;

/** Puts the reader's language into the page's own HTML: `data-text` names the text, `data-label` the accessible name. */
export function translatePage(language: string, { labels }: Text): void {
  document.documentElement.lang = language;
  document.title = labels.title;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text], [data-label]')) {
    const { text, label } = element.dataset;
    if (isLabel(text, labels)) element.textContent = labels[text];
    if (isLabel(label, labels)) element.ariaLabel = labels[label];
  }
}
