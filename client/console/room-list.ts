import type { RoomView } from '../../protocol/console.js';
import { el } from '../ui/dom.js';
import type { ConsoleText } from './text.js';

/** Rooms that are listed at most. */
const listed = 500;

/** The rooms with who is in them, the newest last. */
export class RoomList {
  readonly #section: HTMLElement;
  readonly #text: ConsoleText;
  readonly #href: (filter: Record<string, string>) => string;
  readonly #list = el('ul', 'room-list');
  readonly #rest = el('p', 'quiet');
  readonly #rooms = new Map<string, HTMLElement>();

  constructor(section: HTMLElement, text: ConsoleText, href: (filter: Record<string, string>) => string) {
    this.#section = section;
    this.#text = text;
    this.#href = href;
    const title = el('h2', 'side-title', text.labels.rooms);
    title.id = 'rooms-title';
    section.append(title, this.#list, this.#rest);
  }

  replace(rooms: readonly RoomView[], all: number): void {
    for (const element of this.#rooms.values()) element.remove();
    this.#rooms.clear();
    this.merge(rooms, all);
  }

  merge(rooms: readonly RoomView[], all: number): void {
    for (const { room, participants } of rooms) {
      if (participants.length === 0) {
        this.#rooms.get(room)?.remove();
        this.#rooms.delete(room);
      } else if (this.#rooms.has(room) || this.#rooms.size < listed) this.#show({ room, participants });
    }
    const rest = all - this.#rooms.size;
    this.#rest.textContent = all === 0 ? this.#text.roomList.none : rest > 0 ? this.#text.roomList.more(rest) : '';
    this.#section.dataset['rooms'] = String(this.#rooms.size);
  }

  #show({ room, participants }: RoomView): void {
    let element = this.#rooms.get(room);
    if (!element) {
      element = el('li', 'room');
      this.#rooms.set(room, element);
      this.#list.append(element);
    }
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
