import type { HandshakeDetail, HandshakeRow } from '../../protocol/console.js';
import { seerName } from '../../protocol/who.js';
import { copyText } from '../ui/copy-text.js';
import { el } from '../ui/dom.js';
import { Diagram } from './diagram.js';
import { duration, nameOf, timeOfDay } from './format.js';
import { reportOf } from './report.js';
import { candidateTable, historyTable, rungTable, timelineTable } from './tables.js';
import type { ConsoleText } from './text.js';
import { verdictBox } from './verdict-box.js';

export interface DetailOptions {
  text: ConsoleText;
  /** The address of a handshake within the console. */
  href: (id: string) => string;
  onClose: () => void;
}

/** One handshake, whole: verdict, ladder diagram, candidates, rungs, timeline, JSON. Follows it while it goes on. */
export class Detail {
  readonly #options: DetailOptions;
  readonly #section: HTMLElement;
  readonly #title = el('h2', 'detail-title');
  readonly #verdict = el('div', 'detail-verdict');
  readonly #changes = el('section', 'detail-changes');
  readonly #facts = el('p', 'detail-facts');
  readonly #links = el('div', 'detail-links');
  readonly #said = el('p', 'detail-said');
  readonly #diagram: Diagram;
  readonly #candidates = el('div', 'scrolls');
  readonly #rungs: Part;
  readonly #timeline: Part;
  readonly #raw: Part;
  readonly #body = el('div', 'detail-body');
  #id: string | undefined;
  #asking: AbortController | undefined;
  #askAgain = false;

  constructor(section: HTMLElement, options: DetailOptions) {
    this.#section = section;
    this.#options = options;
    const { text } = options;
    this.#diagram = new Diagram(text);
    this.#title.id = 'detail-title';
    section.setAttribute('aria-labelledby', this.#title.id);
    const close = el('button', 'slim', text.detail.close);
    close.type = 'button';
    close.addEventListener('click', () => options.onClose());
    const head = el('header', 'detail-head');
    head.append(this.#title, close);
    this.#said.role = 'status';
    this.#verdict.ariaLive = 'polite';
    this.#rungs = new Part(text.detail.rungs);
    this.#timeline = new Part('', true);
    this.#raw = new Part(text.detail.raw);
    this.#body.append(
      this.#changes,
      this.#facts,
      this.#links,
      el('h3', 'detail-heading', text.detail.diagram),
      this.#diagram.element,
      el('h3', 'detail-heading', text.detail.candidates),
      this.#candidates,
      this.#timeline.element,
      this.#rungs.element,
      this.#raw.element,
    );
    section.append(head, this.#verdict, this.#said, this.#body);
  }

  /** Shows a handshake, or nothing. */
  open(id: string | undefined): void {
    if (id === this.#id) return;
    this.#id = id;
    this.#asking?.abort();
    this.#asking = undefined;
    this.#section.hidden = id === undefined;
    this.#title.textContent = '';
    this.#verdict.replaceChildren();
    this.#said.textContent = '';
    this.#body.hidden = true;
    this.#section.scrollTop = 0;
    if (id !== undefined) void this.#ask(id);
  }

  /** Asks for it again where it is among those that have changed. */
  changed(rows: readonly HandshakeRow[]): void {
    if (this.#id !== undefined && rows.some(({ id }) => id === this.#id)) void this.#ask(this.#id);
  }

  async #ask(id: string): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    const asking = new AbortController();
    this.#asking = asking;
    this.#askAgain = false;
    const { language, detail } = this.#options.text;
    try {
      const response = await fetch(`../api/handshakes/${encodeURIComponent(id)}`, {
        headers: { 'Accept-Language': language },
        signal: asking.signal,
      });
      if (response.ok) this.#show((await response.json()) as HandshakeDetail);
      else this.#fail(response.status === 404 ? detail.gone : detail.failed);
    } catch {
      if (!asking.signal.aborted) this.#fail(detail.failed);
    }
    if (this.#asking !== asking) return;
    this.#asking = undefined;
    if (this.#askAgain) void this.#ask(id);
  }

  #fail(sentence: string): void {
    const { text } = this.#options;
    const again = el('button', 'slim', text.detail.again);
    again.addEventListener('click', () => void (this.#id && this.#ask(this.#id)));
    if (this.#body.hidden) this.#title.textContent = this.#id ?? '';
    this.#said.replaceChildren(sentence, ' ', again);
  }

  #show(detail: HandshakeDetail): void {
    const { text } = this.#options;
    this.#body.hidden = false;
    this.#said.textContent = '';
    this.#section.dataset['outcome'] = detail.outcome;
    this.#section.dataset['id'] = detail.id;
    this.#section.toggleAttribute('data-overdue', detail.overdue !== undefined);
    this.#title.textContent = `${nameOf(detail.caller)} → ${nameOf(detail.callee)}`;
    this.#tell(detail);
    this.#showChanges(detail);
    this.#facts.textContent = this.#factsOf(detail);
    this.#links.replaceChildren(...this.#linksOf(detail));
    this.#diagram.show(detail);
    this.#candidates.replaceChildren(candidateTable(detail, text));
    this.#rungs.show(text.detail.rungs, rungTable(detail, text));
    const { timeline, omitted } = detail;
    const rest = omitted > 0 ? [el('p', 'quiet', text.detail.omitted(omitted))] : [];
    const none = timeline.length === 0 ? [el('p', 'quiet', text.detail.noTimeline)] : [];
    this.#timeline.show(text.detail.timeline(timeline.length), timelineTable(detail, text), ...rest, ...none);
    this.#raw.show(text.detail.raw, el('pre', 'raw', JSON.stringify(detail, null, 2)));
  }

  /** Said again only when it changes: a screen reader reads it out. */
  #tell(detail: HandshakeDetail): void {
    const told = verdictBox(detail, this.#options.text);
    if (this.#verdict.firstElementChild?.textContent !== told.textContent) this.#verdict.replaceChildren(told);
  }

  /** One verdict has changed nothing. */
  #showChanges(detail: HandshakeDetail): void {
    const { text } = this.#options;
    this.#changes.hidden = detail.history.length < 2;
    const table = el('div', 'scrolls');
    // Who has no mouse scrolls it from here.
    table.tabIndex = 0;
    table.role = 'group';
    table.ariaLabel = text.detail.changes;
    table.append(historyTable(detail, text));
    this.#changes.replaceChildren(el('h3', 'detail-heading', text.detail.changes), table);
  }

  #factsOf(detail: HandshakeDetail): string {
    const { text } = this.#options;
    const { room, startedAt, settledAt, remarks } = detail;
    const { evidence } = detail.overdue ?? detail;
    const { words, labels, language } = text;
    return [
      `${labels.room}: ${room}`,
      `${text.detail.started}: ${new Date(startedAt).toLocaleDateString(language)} ${timeOfDay(startedAt, language)}`,
      settledAt === undefined ? '' : `${labels.took}: ${duration(settledAt - startedAt, text)}`,
      `${text.detail.evidence}: ${seerName(evidence, detail, words)}`,
      remarks.length > 0 ? `${text.detail.also}: ${remarks.join(', ')}` : '',
    ]
      .filter(Boolean)
      .join(' · ');
  }

  #linksOf(detail: HandshakeDetail): HTMLElement[] {
    const { text, href } = this.#options;
    const copy = el('button', 'slim', text.detail.copy);
    copy.type = 'button';
    copy.addEventListener('click', () => void this.#copy(detail));
    const { trace } = detail.links;
    return [
      copy,
      ...(trace === undefined ? [] : [link(text.detail.trace, trace)]),
      ...(detail.previous === undefined ? [] : [link(text.detail.previous, href(detail.previous))]),
    ];
  }

  async #copy(detail: HandshakeDetail): Promise<void> {
    const { text } = this.#options;
    const names = { heading: text.detail.copyByHand, close: text.detail.close };
    if (await copyText(reportOf(detail, text), names)) this.#said.textContent = text.detail.copied;
  }
}

function link(label: string, url: string): HTMLAnchorElement {
  const element = el('a', 'link', label);
  element.href = url;
  return element;
}

/** A part that the reader opens and closes; it stays as it was left. */
class Part {
  readonly element = el('details', 'part');
  readonly #summary = el('summary', '');
  readonly #content = el('div', 'scrolls');

  constructor(title: string, open = false) {
    this.#summary.textContent = title;
    this.element.open = open;
    this.#content.tabIndex = 0;
    this.#content.role = 'group';
    this.element.append(this.#summary, this.#content);
  }

  show(title: string, ...content: Node[]): void {
    this.#summary.textContent = title;
    this.#content.ariaLabel = title;
    this.#content.replaceChildren(...content);
  }
}
