import type { Stage } from '../../protocol/stages.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { rungName } from '../../protocol/words.js';
import { el } from '../ui/dom.js';
import type { LadderText } from '../ui/ladder-text.js';
import { rungGroups, stagesOf } from '../ui/rung-groups.js';
import { markOf, RungLists } from './rungs.js';

/** How many there have been: makes the ids of the page. */
let ladders = 0;

/**
 * The ladder of the newest handshake with one participant: one line while all is well; when it is overdue or has stopped,
 * the sentence and the advice below it; what was remarked on, too. Every rung in words is a press on the line away.
 */
export class Ladder {
  readonly element = el('div', 'ladder');
  /** The line itself: shows the rungs and hides them. */
  readonly #line = el('button', 'ladder-line');
  readonly #word = el('span', 'ladder-word');
  readonly #segments = new Map<Stage, HTMLElement>();
  readonly #lists: RungLists;
  readonly #rungs = el('div', 'ladder-rungs');
  readonly #note = el('p', 'ladder-note');
  readonly #before = el('p', 'ladder-before');
  /** There from the start, so that a screen reader knows it by the time it is filled. */
  readonly #verdict = el('div', 'ladder-verdict');
  readonly #text: LadderText;
  #shown: VerdictMessage | undefined;
  #said = '';

  constructor(text: LadderText) {
    this.#text = text;
    this.#lists = new RungLists(text);
    this.#rungs.id = `rungs-${++ladders}`;
    this.#rungs.append(this.#lists.element, this.#note, this.#before);
    this.#line.type = 'button';
    this.#line.hidden = true;
    this.#line.setAttribute('aria-controls', this.#rungs.id);
    this.#line.append(this.#strip(), el('span', 'visually-hidden', `${text.title}: `), this.#word);
    this.#line.addEventListener('click', () => this.#open(this.#line.ariaExpanded !== 'true'));
    this.#open(false);
    this.#verdict.ariaLive = 'polite';
    this.#verdict.ariaAtomic = 'true';
    this.element.append(this.#line, this.#verdict, this.#rungs);
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
    const failed = outcome === 'failed';
    const { sentence, advice } = overdue ?? message;
    const wrong = failed || overdue !== undefined;
    Object.assign(this.element.dataset, { handshake: message.id, outcome });
    mark(this.element, 'stage', stage);
    mark(this.element, 'cause', cause);
    mark(this.element, 'overdue', overdue?.stage);
    this.#word.textContent = this.#state(message);
    for (const rung of message.ladder) mark(this.#segments.get(rung.stage), 'status', markOf(rung, message));
    this.#lists.show(message);
    this.#line.hidden = false;
    // Only when that changes: in between, whether it is open is the reader's own choice.
    if (failed !== (before?.outcome === 'failed')) this.#open(failed);
    this.#note.textContent = wrong ? '' : sentence;
    this.#say(wrong ? { sentence, advice } : undefined, message.notes);
  }

  #showBefore(message: VerdictMessage): void {
    const time = new Date(message.startedAt).toLocaleTimeString(document.documentElement.lang, { hourCycle: 'h23' });
    const state = message.outcome === 'failed' ? message.sentence : this.#state(message);
    this.#before.textContent = message.outcome === 'superseded' ? '' : this.#text.before(state, time);
  }

  #state({ outcome, stage, overdue }: VerdictMessage): string {
    if (overdue) return this.#text.late(rungName(overdue.stage, this.#text));
    if (stage && outcome === 'failed') return this.#text.missing(rungName(stage, this.#text));
    if (stage && outcome === 'pending') return this.#text.waitingFor(rungName(stage, this.#text));
    return this.#text.outcome[outcome];
  }

  #open(open: boolean): void {
    this.#line.ariaExpanded = String(open);
    this.#rungs.hidden = !open;
  }

  #say(wrong: { sentence: string; advice: string } | undefined, notes: readonly string[]): void {
    const said = [wrong?.sentence, wrong?.advice, ...notes].join(' ').trim();
    // What stands there already is not to be read out again.
    if (this.#said === said) return;
    this.#said = said;
    this.#verdict.replaceChildren();
    if (wrong) {
      const line = el('p', 'ladder-advice', wrong.advice);
      line.prepend(el('span', 'ladder-advice-label', this.#text.whatToDo), ' ');
      this.#verdict.append(el('strong', 'ladder-sentence', wrong.sentence), line);
    }
    this.#verdict.append(...notes.map((note) => el('p', 'ladder-remark', note)));
  }

  /** All rungs at a glance; the word beside it and the lists below say the same. */
  #strip(): HTMLElement {
    const strip = el('span', 'ladder-strip');
    strip.ariaHidden = 'true';
    for (const group of rungGroups) {
      const part = el('span', 'ladder-strip-group');
      for (const stage of stagesOf(group)) {
        const segment = el('span', 'ladder-segment');
        this.#segments.set(stage, segment);
        part.append(segment);
      }
      strip.append(part);
    }
    return strip;
  }
}

/** When both sides offer at once, the later offer may be the one that is taken back: then the earlier one counts. */
function takesOver(message: VerdictMessage, shown: VerdictMessage): boolean {
  if (message.id === shown.id) return true;
  if (message.outcome === 'superseded') return false;
  return shown.outcome === 'superseded' || message.startedAt >= shown.startedAt;
}

function mark(element: HTMLElement | undefined, name: string, value: string | undefined): void {
  if (value === undefined) delete element?.dataset[name];
  else if (element) element.dataset[name] = value;
}
