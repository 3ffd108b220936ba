import type { HandshakeRow } from '../../protocol/console.js';
import { el } from '../ui/dom.js';
import { nameOf, ownerOf, timeOfDay, tookOf } from './format.js';
import { drawStrip, sayStrip } from './strip.js';
import type { ConsoleText } from './text.js';

/** One row of the list. Its link covers all of it. */
export class RowView {
  readonly element = el('div', 'row');
  readonly link = el('a', 'row-link');
  readonly #cells = {
    room: cell('room'),
    ladder: cell('ladder'),
    outcome: cell('outcome'),
    owner: cell('owner'),
    time: cell('time'),
    took: cell('took'),
  };
  readonly #text: ConsoleText;
  #shown: HandshakeRow | undefined;

  constructor(text: ConsoleText) {
    this.#text = text;
    this.element.role = 'row';
    this.link.tabIndex = -1;
    const who = cell('who');
    who.append(this.link);
    this.element.append(who, ...Object.values(this.#cells));
  }

  show(row: HandshakeRow, index: number, href: string): void {
    this.element.ariaRowIndex = String(index + 2);
    this.link.href = href;
    if (row === this.#shown) return;
    const before = this.#shown;
    this.#shown = row;
    const { room, ladder, outcome, owner, time, took } = this.#cells;
    const { words, language } = this.#text;
    this.link.textContent = `${nameOf(row.caller)} → ${nameOf(row.callee)}`;
    room.textContent = row.room;
    const { overdue } = row;
    const { cause, owedBy } = overdue ?? row;
    outcome.replaceChildren(el('span', 'outcome', overdue ? words.overdue : words.outcome[row.outcome]));
    if (cause) outcome.append(' ', el('span', 'cause', words.cause[cause]));
    owner.textContent = owedBy && owedBy !== 'nobody' ? ownerOf(owedBy, row, this.#text) : '';
    // The cells may be too narrow for all of it.
    outcome.title = outcome.textContent;
    owner.title = owner.textContent;
    time.textContent = timeOfDay(row.startedAt, language);
    took.textContent = tookOf(row, this.#text);
    this.element.dataset['outcome'] = row.outcome;
    this.element.dataset['id'] = row.id;
    this.element.toggleAttribute('data-overdue', overdue !== undefined);
    if (before?.rungs === row.rungs && before.overdue?.stage === overdue?.stage) return;
    const said = sayStrip(row.rungs, this.#text, overdue?.stage);
    ladder.replaceChildren(drawStrip(row.rungs, overdue?.stage), el('span', 'visually-hidden', said));
  }
}

function cell(name: string): HTMLElement {
  const element = el('span', `cell-${name}`);
  element.role = 'cell';
  return element;
}
