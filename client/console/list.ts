import type { HandshakeRow } from '../../protocol/console.js';
import { RowView } from './row-view.js';
import type { ConsoleText } from './text.js';

/** Rows drawn above and below those that are seen. */
const beyond = 6;

export interface ListParts {
  table: HTMLElement;
  scroller: HTMLElement;
  rows: HTMLElement;
}

/** The list of handshakes: of a thousand rows, those are in the document that are seen, and the one with the focus. */
export class List {
  readonly #parts: ListParts;
  readonly #text: ConsoleText;
  readonly #href: (id: string) => string;
  readonly #views = new Map<string, RowView>();
  #rows: readonly HandshakeRow[] = [];
  #indexes = new Map<string, number>();
  #rowHeight = 0;
  /** The row that Tab leads to. */
  #current: string | undefined;
  #open: string | undefined;
  #drawing = false;

  constructor(parts: ListParts, text: ConsoleText, href: (id: string) => string) {
    this.#parts = parts;
    this.#text = text;
    this.#href = href;
    parts.scroller.addEventListener('scroll', () => this.#draw(), { passive: true });
    new ResizeObserver(() => {
      this.#rowHeight = 0;
      this.#draw();
    }).observe(parts.scroller);
    parts.rows.addEventListener('focusin', ({ target }) => {
      const id = (target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset['id'];
      if (id !== undefined) this.#current = id;
      this.#draw();
    });
  }

  /** Shows these rows; what the reader looks at stays where it is, unless that is the very top. */
  show(rows: readonly HandshakeRow[]): void {
    const { scroller, table } = this.#parts;
    const top = Math.floor(scroller.scrollTop / (this.#rowHeight || 1));
    const anchor = scroller.scrollTop > 0 ? this.#rows[top]?.id : undefined;
    this.#rows = rows;
    this.#indexes = new Map(rows.map(({ id }, index) => [id, index]));
    table.ariaRowCount = String(rows.length + 1);
    this.#measure();
    const moved = anchor === undefined ? undefined : this.#indexes.get(anchor);
    if (moved !== undefined && moved !== top) scroller.scrollTop += (moved - top) * this.#rowHeight;
    this.#draw();
  }

  /** Marks the handshake that is open beside the list. */
  mark(id: string | undefined): void {
    this.#open = id;
    if (id !== undefined) this.#current = id;
    this.#draw();
  }

  /** The address of the rows has changed: their links are drawn anew. */
  refresh(): void {
    this.#draw();
  }

  /** Moves the focus by so many rows; from nowhere, to the current one. */
  move(by: number): void {
    const { length } = this.#rows;
    if (length === 0) return;
    const at = this.#indexes.get(this.#current ?? '') ?? -1;
    const from =
      this.#parts.rows.contains(document.activeElement) || this.#open !== undefined ? at + by : Math.max(0, at);
    this.#focus(Math.max(0, Math.min(length - 1, from)));
  }

  /** Gives the focus back to the current row. */
  focus(): void {
    this.#focus(this.#indexes.get(this.#current ?? '') ?? 0);
  }

  #focus(index: number): void {
    const row = this.#rows[index];
    if (!row) return;
    const { scroller } = this.#parts;
    const [top, bottom] = [index * this.#rowHeight, (index + 1) * this.#rowHeight];
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
    this.#current = row.id;
    this.#render();
    this.#views.get(row.id)?.link.focus({ preventScroll: true });
  }

  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#measure();
      this.#render();
    });
  }

  /** Rows are as high as the style sheet and the reader's font make them, all of them the same. */
  #measure(): void {
    if (this.#rowHeight > 0 || this.#rows.length === 0) return;
    const probe = new RowView(this.#text);
    this.#parts.rows.append(probe.element);
    this.#rowHeight = probe.element.offsetHeight;
    probe.element.remove();
  }

  #render(): void {
    const { scroller, rows } = this.#parts;
    const height = this.#rowHeight || 1;
    const first = Math.max(0, Math.floor(scroller.scrollTop / height) - beyond);
    const last = Math.min(this.#rows.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / height) + beyond);
    rows.style.height = `${this.#rows.length * height}px`;
    const shown = new Set<string>();
    const current = this.#indexes.get(this.#current ?? '') ?? (this.#rows.length > 0 ? 0 : -1);
    const indexes = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
    // The current row stays in the document: the focus may be on it.
    if (current >= 0 && current < first) indexes.unshift(current);
    else if (current >= last) indexes.push(current);
    for (const index of indexes) {
      const row = this.#rows[index];
      if (row) shown.add(row.id);
    }
    for (const [id, { element }] of this.#views) {
      if (shown.has(id)) continue;
      element.remove();
      this.#views.delete(id);
    }
    let next = rows.firstElementChild;
    for (const index of indexes) {
      const row = this.#rows[index];
      if (!row) continue;
      const { element } = this.#place(row, index, height, index === current);
      // In the document as on the screen; what is in its place is not touched, so that it keeps the focus.
      if (element === next) next = element.nextElementSibling;
      else rows.insertBefore(element, next);
    }
  }

  #place(row: HandshakeRow, index: number, height: number, current: boolean): RowView {
    let view = this.#views.get(row.id);
    if (!view) {
      view = new RowView(this.#text);
      this.#views.set(row.id, view);
    }
    view.show(row, index, this.#href(row.id));
    view.element.style.transform = `translateY(${index * height}px)`;
    view.link.tabIndex = current ? 0 : -1;
    view.link.ariaCurrent = row.id === this.#open ? 'true' : null;
    view.element.classList.toggle('open', row.id === this.#open);
    return view;
  }
}
