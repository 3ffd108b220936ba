type Listener<Args extends unknown[]> = (...args: Args) => void;

/** Events with typed arguments; `Events` maps each name to the tuple that its listeners get. */
export class Emitter<Events extends Record<keyof Events, unknown[]>> {
  readonly #listeners: { [E in keyof Events]?: Set<Listener<Events[E]>> } = {};

  /** Adds a listener and returns what takes it away again. */
  on<E extends keyof Events>(event: E, listener: Listener<Events[E]>): () => void {
    const listeners = (this.#listeners[event] ??= new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Calls the listeners in the order in which they were added; false when there was none. */
  protected emit<E extends keyof Events>(event: E, ...args: Events[E]): boolean {
    const listeners = [...(this.#listeners[event] ?? [])];
    for (const listener of listeners) listener(...args);
    return listeners.length > 0;
  }
}
