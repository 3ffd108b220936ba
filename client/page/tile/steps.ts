import type { Evidence, Stage } from '../../../protocol/stages.js';
import type { VerdictMessage } from '../../../protocol/verdict.js';
import { el } from '../../ui/dom.js';
import { groupOf, rungGroups, stagesOf } from '../../ui/rung-groups.js';
import type { StepsText } from '../text/en/steps.js';
import { markOf, RungLists } from './rungs.js';
import { takesOver } from './takes-over.js';

/**
 * The steps of the newest handshake with one participant: a strip of segments for its button, and the rungs in words, when
 * each was reached and who saw it.
 */
export class Steps {
  readonly element = el('div', 'ladder');
  /** All rungs at a glance; the lists say the same in words. */
  readonly strip = el('span', 'ladder-strip');
  readonly #word = el('p', 'ladder-word');
  readonly #segments = new Map<Stage, HTMLElement>();
  readonly #lists: RungLists;
  readonly #before = el('p', 'ladder-before');
  readonly #text: StepsText;
  #shown: VerdictMessage | undefined;

  constructor(text: StepsText) {
    this.#text = text;
    this.#lists = new RungLists(text);
    this.element.hidden = true;
    this.element.append(this.#word, this.#lists.element, legend(text), this.#before);
    this.#drawStrip();
  }

  /** The handshake that is shown. */
  get shown(): VerdictMessage | undefined {
    return this.#shown;
  }

  /** Shows a handshake's state, unless a newer handshake is shown already; the one before it stays as one line. */
  show(message: VerdictMessage): void {
    const before = this.#shown;
    if (before && !takesOver(message, before)) {
      if (message.id === before.previous) this.#showBefore(message);
      return;
    }
    if (before && message.id !== before.id) this.#showBefore(before);
    this.#shown = message;
    const { outcome, stage, cause, overdue } = message;
    Object.assign(this.element.dataset, { handshake: message.id, outcome });
    mark(this.element, 'stage', stage);
    mark(this.element, 'cause', cause);
    mark(this.element, 'overdue', overdue?.stage);
    this.element.hidden = false;
    this.#word.textContent = this.#state(message);
    for (const rung of message.ladder) mark(this.#segments.get(rung.stage), 'status', markOf(rung, message));
    this.#lists.show(message);
  }

  #showBefore(message: VerdictMessage): void {
    const { startedAt, outcome } = message;
    const time = new Date(startedAt).toLocaleTimeString(document.documentElement.lang, { hourCycle: 'h23' });
    this.#before.textContent = outcome === 'superseded' ? '' : this.#text.before(this.#text.outcome[outcome], time);
  }

  #state({ outcome, stage, overdue }: VerdictMessage): string {
    const { stoppedAt, lateAt, waitingFor } = this.#text;
    if (overdue) return lateAt(this.#name(overdue.stage));
    if (stage && outcome === 'failed') return stoppedAt(this.#name(stage));
    return stage && outcome === 'pending' ? waitingFor(this.#name(stage)) : '';
  }

  #name(stage: Stage): string {
    const { step, messages } = this.#text;
    const group = groupOf(stage);
    return group === 'path' ? step[stage] : messages[group](step[stage]);
  }

  #drawStrip(): void {
    this.strip.ariaHidden = 'true';
    for (const group of rungGroups) {
      const part = el('span', 'ladder-strip-group');
      for (const stage of stagesOf(group)) {
        const segment = el('span', 'ladder-segment');
        this.#segments.set(stage, segment);
        part.append(segment);
      }
      this.strip.append(part);
    }
  }
}

/** What each of the words behind a rung means. */
function legend({ legend: { title, meaning }, seenBy }: StepsText): HTMLElement {
  const list = el('dl', 'ladder-legend');
  for (const by of Object.keys(seenBy) as Evidence[]) list.append(el('dt', '', seenBy[by]), el('dd', '', meaning[by]));
  const part = el('div', 'ladder-legend-part');
  part.append(el('h4', 'rung-heading', title), list);
  return part;
}

function mark(element: HTMLElement | undefined, name: string, value: string | undefined): void {
  if (value === undefined) delete element?.dataset[name];
  else if (element) element.dataset[name] = value;
}
