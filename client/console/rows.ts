import { matches, rowLimit, type HandshakeFilter, type HandshakeRow } from '../../protocol/console.js';

/** The handshakes of the list, newest first: what the filter lets through, and no more than a list shows. */
export class Rows {
  #byId = new Map<string, HandshakeRow>();
  #sorted: readonly HandshakeRow[] = [];
  #filter: HandshakeFilter = {};

  get list(): readonly HandshakeRow[] {
    return this.#sorted;
  }

  filter(filter: HandshakeFilter): void {
    this.#filter = filter;
    this.merge([]);
  }

  replace(rows: readonly HandshakeRow[]): void {
    this.#byId = new Map();
    this.merge(rows);
  }

  merge(rows: readonly HandshakeRow[]): void {
    for (const row of rows) this.#byId.set(row.id, row);
    this.#sorted = [...this.#byId.values()]
      .filter((row) => matches(row, this.#filter))
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .slice(0, rowLimit);
    if (this.#byId.size > this.#sorted.length) this.#byId = new Map(this.#sorted.map((row) => [row.id, row]));
  }
}
