import type { HandshakeFilter } from '../../protocol/console.js';
import { causeCodes } from '../../protocol/causes.js';
import { outcomes, owners } from '../../protocol/verdict.js';
import { byId } from '../ui/dom.js';
import { filterKeys } from './address.js';
import type { ConsoleText } from './text.js';

/** A pause in typing, in ms, after which the filter applies. */
const pauseMs = 250;

/** The form that narrows the list. */
export class Filters {
  readonly #form = byId('filters', HTMLFormElement);
  readonly search = byId('q', HTMLInputElement);
  readonly #text: ConsoleText;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(text: ConsoleText, onChange: (filter: HandshakeFilter) => void) {
    this.#text = text;
    this.search.placeholder = text.labels.search;
    this.#choices('outcome', outcomes, (outcome) => text.words.outcome[outcome]);
    this.#choices('cause', causeCodes, (cause) => text.words.cause[cause]);
    this.#choices('owedBy', owners, (owner) => text.words.owner[owner]);
    const changed = () => {
      clearTimeout(this.#pause);
      onChange(this.#read());
    };
    this.#form.addEventListener('input', () => {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(changed, pauseMs);
    });
    this.#form.addEventListener('change', changed);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      changed();
    });
    this.#form.addEventListener('reset', () => queueMicrotask(changed));
  }

  /** Fills the form in, where it does not say so already. */
  show(filter: HandshakeFilter): void {
    for (const key of filterKeys) {
      const field = this.#field(key);
      if (field.value !== (filter[key] ?? '')) field.value = filter[key] ?? '';
    }
    const more = filterKeys.filter((key) => key !== 'q' && filter[key]).length;
    byId('filter-count', HTMLElement).textContent = this.#text.active(more);
  }

  #read(): HandshakeFilter {
    return Object.fromEntries(
      filterKeys.flatMap((key) => {
        const value = this.#field(key).value.trim();
        return value ? [[key, value]] : [];
      }),
    );
  }

  #field(key: string): HTMLInputElement | HTMLSelectElement {
    return this.#form.elements.namedItem(key) as HTMLInputElement | HTMLSelectElement;
  }

  #choices<T extends string>(key: string, values: readonly T[], name: (value: T) => string): void {
    const options = [new Option(this.#text.any, ''), ...values.map((value) => new Option(name(value), value))];
    (this.#field(key) as HTMLSelectElement).replaceChildren(...options);
  }
}
