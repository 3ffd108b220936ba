/** The page's two live regions: what is going on, and what is wrong, each problem until it is gone. */
export class Notices {
  readonly #status: HTMLElement;
  readonly #problems: HTMLElement;
  readonly #shown = new Map<string, HTMLElement>();

  constructor(status: HTMLElement, problems: HTMLElement) {
    this.#status = status;
    this.#problems = problems;
  }

  /** Says what has just happened, in place of what happened before. */
  say(sentence: string): void {
    this.#status.textContent = sentence;
  }

  /** Shows a problem, in place of the one of the same key. */
  problem(key: string, sentence: string): void {
    let line = this.#shown.get(key);
    if (!line) {
      line = document.createElement('p');
      line.dataset['problem'] = key;
      this.#shown.set(key, line);
      this.#problems.append(line);
    }
    if (line.textContent !== sentence) line.textContent = sentence;
  }

  /** Takes one problem away, or all of them. */
  solved(key?: string): void {
    for (const [shownKey, line] of this.#shown) {
      if (key !== undefined && key !== shownKey) continue;
      line.remove();
      this.#shown.delete(shownKey);
    }
  }
}
