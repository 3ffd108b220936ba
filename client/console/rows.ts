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
    this.replace(this.#sorted);
  }

  replace(rows: readonly HandshakeRow[]): void {
    this.#byId = new Map();
    this.merge(rows);
  }

  merge(rows: readonly HandshakeRow[]): void {
    for (const row of rows) {
      if (matches(row, this.#filter)) this.#byId.set(row.id, row);
      else this.#byId.delete(row.id);
    }
    const sorted = [...this.#byId.values()].toSorted((a, b) => b.startedAt - a.startedAt);
    for (const { id } of sorted.splice(rowLimit)) this.#byId.delete(id);
    this.#sorted = sorted;
  }
}
