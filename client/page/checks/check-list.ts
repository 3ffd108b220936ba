import { byId, el } from '../../ui/dom.js';
import type { ChecksText } from '../text/en/checks.js';
import { meaningOf, type CheckName, type Finding } from './findings.js';
import { reachOf, rowOf, summaryOf } from './tell-findings.js';

interface Row {
  element: HTMLElement;
  words: HTMLElement;
}

/** The checks on the page: one line that says what will not work, and a row for each of them. */
export class CheckList {
  readonly #summary = byId('checks-summary', HTMLElement);
  readonly #reach = byId('checks-reach', HTMLElement);
  readonly #list = byId('checks-list', HTMLElement);
  readonly #meter = el('span', 'meter');
  readonly #rows = new Map<CheckName, Row>();
  readonly #text: ChecksText;

  constructor(text: ChecksText, { onAgain, onCopy }: { onAgain: () => void; onCopy: () => void }) {
    this.#text = text;
    this.#meter.ariaHidden = 'true';
    // Some browsers take a list without bullets for no list.
    this.#list.role = 'list';
    byId('check-again', HTMLButtonElement).addEventListener('click', onAgain);
    byId('copy-checks', HTMLButtonElement).addEventListener('click', onCopy);
  }

  /** The microphone's level, from 0 to 1. */
  showLevel(level: number): void {
    this.#meter.style.setProperty('--level', level.toFixed(2));
  }

  show(findings: readonly Finding[]): void {
    for (const finding of findings) {
      const { element, words } = this.#row(finding.check);
      element.dataset['meaning'] = meaningOf(finding);
      element.dataset['code'] = finding.code;
      words.textContent = rowOf(finding, this.#text);
      if (finding.check === 'camera') element.hidden = finding.code === 'off';
    }
    const { meaning, sentence } = summaryOf(findings, this.#text);
    this.#summary.dataset['meaning'] = meaning;
    if (this.#summary.textContent !== sentence) this.#summary.textContent = sentence;
    this.#warn(reachOf(findings));
  }

  /** How far calls reach, where a relay is missing. */
  #warn(reach: ReturnType<typeof reachOf>): void {
    if (this.#reach.dataset['reach'] === (reach ?? '')) return;
    this.#reach.dataset['reach'] = reach ?? '';
    this.#reach.replaceChildren();
    if (!reach) return;
    const link = el('a', '', this.#text.aboutTurn);
    link.href = './docs/turn.md';
    this.#reach.append(this.#text.reach[reach], ' ', link);
  }

  #row(check: CheckName): Row {
    const present = this.#rows.get(check);
    if (present) return present;
    const row = { element: el('li', 'check'), words: el('span', 'check-words') };
    row.element.dataset['check'] = check;
    row.element.append(el('span', 'check-name', this.#text.names[check]), ' ', row.words);
    if (check === 'microphone') row.element.append(this.#meter);
    this.#rows.set(check, row);
    this.#list.append(row.element);
    return row;
  }
}
