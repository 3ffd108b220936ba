/** What the browser keeps for this page. Where it keeps nothing (storage is blocked), the page works without. */
export class Memory {
  readonly #storage: Storage | undefined;

  constructor(kind: 'localStorage' | 'sessionStorage') {
    try {
      this.#storage = window[kind];
    } catch {
      this.#storage = undefined;
    }
  }

  recall(key: string): string | null {
    return this.#storage?.getItem(key) ?? null;
  }

  /** Keeps a value, or forgets it when it is null. */
  keep(key: string, value: string | null): void {
    if (value === null) this.#storage?.removeItem(key);
    else this.#storage?.setItem(key, value);
  }
}
