import type { RoomView } from '../../protocol/console.js';
import { el } from '../ui/dom.js';
import type { ConsoleText } from './text.js';

/** The rooms with who is in them, the newest last. */
export class RoomList {
  readonly #section: HTMLElement;
  readonly #text: ConsoleText;
  readonly #href: (filter: Record<string, string>) => string;
  readonly #list = el('ul', 'room-list');
  readonly #rest = el('p', 'quiet');
  readonly #rooms = new Map<string, { element: HTMLElement; people: string }>();

  constructor(section: HTMLElement, text: ConsoleText, href: (filter: Record<string, string>) => string) {
    this.#section = section;
    this.#text = text;
    this.#href = href;
    const title = el('h2', 'side-title', text.labels.rooms);
    title.id = 'rooms-title';
    section.append(title, this.#list, this.#rest);
  }

  show(rooms: readonly RoomView[], all: number): void {
    const there = new Set(rooms.map(({ room }) => room));
    for (const [room, { element }] of this.#rooms) {
      if (there.has(room)) continue;
      element.remove();
      this.#rooms.delete(room);
    }
    for (const room of rooms) this.#show(room);
    const rest = all - this.#rooms.size;
    this.#rest.textContent = all === 0 ? this.#text.roomList.none : rest > 0 ? this.#text.roomList.more(rest) : '';
    this.#section.dataset['rooms'] = String(this.#rooms.size);
  }

  #show({ room, participants }: RoomView): void {
    const known = this.#rooms.get(room);
    const told = JSON.stringify(participants);
    // Rooms are shown four times a second, and few of them have changed.
    if (known?.people === told) return;
    const element = known?.element ?? el('li', 'room');
    if (!known) this.#list.append(element);
    this.#rooms.set(room, { element, people: told });
    const name = el('a', 'room-name', room);
    name.href = this.#href({ room });
    const people = el('span', 'people');
    for (const { id, username } of participants) {
      const person = el('a', 'person', username || this.#text.roomList.nameless);
      person.href = this.#href({ participant: id });
      people.append(person, ' ');
    }
    element.replaceChildren(name, ' ', people);
  }
}
