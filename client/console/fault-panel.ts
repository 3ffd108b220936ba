import type { HandshakeRow, RoomView } from '../../protocol/console.js';
import { el } from '../ui/dom.js';
import { faultsFor, type FaultName } from './fault-choices.js';
import { nameOf } from './format.js';
import type { ConsoleText } from './text.js';

const names: readonly FaultName[] = [
  'lose-offer',
  'lose-answer',
  'lose-candidates',
  'spoil-offer',
  'spoil-answer',
  'freeze-first',
  'freeze-second',
];

/** With `FAULTS=on`: pick two people and what goes wrong between them, and see the verdict of their next call. */
export class FaultPanel {
  readonly #section: HTMLElement;
  readonly #text: ConsoleText;
  readonly #href: (id: string) => string;
  readonly #room = el('select', '');
  readonly #fault = el('select', '');
  readonly #set: HTMLButtonElement;
  readonly #said = el('p', 'fault-said');
  readonly #verdict = el('p', 'fault-verdict');
  #rooms: readonly RoomView[] = [];
  /** The room with the fault, and the handshakes that were there before. */
  #watched: { room: string; before: ReadonlySet<string> } | undefined;
  #rows: readonly HandshakeRow[] = [];

  constructor(section: HTMLElement, text: ConsoleText, href: (id: string) => string) {
    this.#section = section;
    this.#text = text;
    this.#href = href;
    const { labels, faults } = text;
    const title = el('h2', 'side-title', labels.faults);
    title.id = 'faults-title';
    this.#set = button(faults.set);
    const takeBack = button(faults.takeBack);
    const form = el('form', 'fault-form');
    form.append(field(faults.people, this.#room), field(faults.fault, this.#fault), el('div', 'fault-buttons', ''));
    form.lastElementChild?.append(this.#set, takeBack);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#add();
    });
    takeBack.type = 'button';
    takeBack.addEventListener('click', () => void this.#clear());
    this.#room.addEventListener('change', () => this.#showFaults());
    this.#said.role = 'status';
    this.#verdict.ariaLive = 'polite';
    section.append(title, el('p', 'quiet', faults.about), form, this.#said, this.#verdict);
    this.#showRooms();
  }

  /** Asks whether the gateway has faults at all: without `FAULTS=on` there is no such route. */
  async offer(): Promise<boolean> {
    const response = await fetch('../api/faults').catch(() => undefined);
    this.#section.hidden = !response?.ok;
    return !this.#section.hidden;
  }

  show(rooms: readonly RoomView[], rows: readonly HandshakeRow[]): void {
    const pairs = rooms.filter(({ participants }) => participants.length === 2);
    const changed = JSON.stringify(pairs) !== JSON.stringify(this.#rooms);
    this.#rooms = pairs;
    this.#rows = rows;
    if (changed) this.#showRooms();
    this.#showVerdict();
  }

  get #picked(): RoomView | undefined {
    return this.#rooms.find(({ room }) => room === this.#room.value);
  }

  #showRooms(): void {
    const { faults } = this.#text;
    const picked = this.#room.value;
    const options = this.#rooms.map(
      ({ room, participants }) => new Option(`${participants.map(nameOf).join(' ↔ ')} (${room})`, room),
    );
    this.#room.replaceChildren(...(options.length > 0 ? options : [new Option(faults.nobody, '')]));
    if (this.#rooms.some(({ room }) => room === picked)) this.#room.value = picked;
    this.#set.disabled = options.length === 0;
    this.#showFaults();
  }

  #showFaults(): void {
    const [first, second] = this.#people();
    const picked = this.#fault.value;
    this.#fault.replaceChildren(...names.map((name) => new Option(this.#text.faults.names[name](first, second), name)));
    if (picked) this.#fault.value = picked;
  }

  #people(): [string, string] {
    const [first, second] = this.#picked?.participants ?? [];
    return [first ? nameOf(first) : '–', second ? nameOf(second) : '–'];
  }

  async #add(): Promise<void> {
    const picked = this.#picked;
    const name = names.find((known) => known === this.#fault.value);
    if (!picked || !name) return;
    const { faults } = this.#text;
    const sent = await Promise.all(
      faultsFor(name, picked).map((fault) =>
        fetch('../api/faults', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(fault),
        }).catch(() => undefined),
      ),
    );
    const done = sent.every((response) => response?.ok);
    this.#said.textContent = done ? faults.isSet(this.#toReload(name)) : faults.failed;
    if (done) this.#watched = { room: picked.room, before: new Set(this.#rows.map(({ id }) => id)) };
    this.#showVerdict();
  }

  /** Who has to reload: not the one whose frozen connection the reload would end. */
  #toReload(name: FaultName): string {
    const [first, second] = this.#people();
    return name === 'freeze-second' ? first : second;
  }

  async #clear(): Promise<void> {
    const { faults } = this.#text;
    const response = await fetch('../api/faults', { method: 'DELETE' }).catch(() => undefined);
    this.#said.textContent = response?.ok ? faults.takenBack : faults.failed;
    this.#watched = undefined;
    this.#showVerdict();
  }

  /** The newest handshake in that room since the fault was set; one that has come to something before one that has not. */
  #showVerdict(): void {
    const { words, faults } = this.#text;
    const watched = this.#watched;
    const rows = this.#rows.filter(({ id, room }) => room === watched?.room && !watched.before.has(id));
    const row = rows.find(({ outcome, overdue }) => outcome !== 'pending' || overdue !== undefined) ?? rows[0];
    if (!row) {
      this.#verdict.replaceChildren();
      return;
    }
    const { outcome, overdue } = row;
    const cause = (overdue ?? row).cause;
    const said = [overdue ? words.overdue : words.outcome[outcome], cause && words.cause[cause]].filter(Boolean);
    const link = el('a', '', `${faults.verdict}: ${said.join(' · ')}`);
    link.href = this.#href(row.id);
    const known = this.#verdict.firstElementChild;
    if (known?.textContent !== link.textContent || known.getAttribute('href') !== link.getAttribute('href'))
      this.#verdict.replaceChildren(link);
  }
}

function field(label: string, control: HTMLElement): HTMLElement {
  const element = el('label', 'fault-field');
  element.append(el('span', '', label), control);
  return element;
}

function button(label: string): HTMLButtonElement {
  const element = el('button', 'slim', label);
  element.type = 'submit';
  return element;
}
