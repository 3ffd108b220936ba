import type { RefusalView } from '../../protocol/console.js';
import { el } from '../ui/dom.js';
import { nameOf, timeOfDay } from './format.js';
import { table } from './tables.js';
import type { ConsoleText } from './text.js';
import { toLoginIfWanted } from './to-login.js';

/** Refusals that are listed at most. */
const listed = 50;
/** A flood of them is asked for no more often, in ms. */
const pauseMs = 1000;

/** What was refused lately, whosever it was: much of it belongs to no handshake. */
export class RefusalList {
  readonly #text: ConsoleText;
  readonly #none: HTMLElement;
  readonly #rows = el('div', 'refusal-rows');
  #waiting = false;
  #again = false;
  #refused = false;

  constructor(section: HTMLElement, text: ConsoleText) {
    this.#text = text;
    const title = el('h2', 'side-title', text.labels.refusals);
    title.id = 'refusals-title';
    this.#none = el('p', 'quiet', text.refusalList.none);
    this.#rows.tabIndex = 0;
    this.#rows.role = 'group';
    this.#rows.ariaLabel = text.labels.refusals;
    this.#rows.hidden = true;
    section.append(title, this.#none, this.#rows);
  }

  /** The live feed begins. */
  begin(): void {
    this.#refused = false;
    this.changed();
  }

  /** Something was refused. */
  changed(): void {
    this.#again = true;
    if (!this.#waiting && !this.#refused) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#waiting = true;
    this.#again = false;
    try {
      const response = await fetch(`../api/refusals?limit=${listed}`);
      if (response.ok) this.#show(((await response.json()) as { refusals: RefusalView[] }).refusals);
      // To be refused is a refusal too: asking on would bring one after the other.
      else this.#refused = true;
    } catch {
      // The gateway is away: its feed begins anew when it is back.
    }
    if (this.#refused) void toLoginIfWanted();
    setTimeout(() => {
      this.#waiting = false;
      if (this.#again && !this.#refused) void this.#ask();
    }, pauseMs);
  }

  #show(refusals: readonly RefusalView[]): void {
    const { labels, refusalList, language } = this.#text;
    this.#none.hidden = refusals.length > 0;
    this.#rows.hidden = refusals.length === 0;
    const rows = refusals.map((one) => [timeOfDay(one.at, language), this.#who(one), one.event, this.#why(one)]);
    const heads = [labels.time, refusalList.who, refusalList.event, refusalList.why];
    this.#rows.replaceChildren(table(refusalList.about, heads, rows));
  }

  #who({ id, username = '' }: RefusalView): string {
    return id === undefined ? this.#text.refusalList.stranger : nameOf({ id, username });
  }

  /** Why, which field broke which rule, and how often. */
  #why({ code, detail, count }: RefusalView): string {
    const { reasons, refusalList } = this.#text;
    const why = [reasons[code], detail].filter(Boolean).join(': ');
    return count > 1 ? `${why} (${refusalList.times(count)})` : why;
  }
}
