import type { Stage } from '../../../protocol/stages.js';
import type { RungView, VerdictMessage } from '../../../protocol/verdict.js';
import { el } from '../../ui/dom.js';
import { rungGroups, stagesOf, type RungGroup } from '../../ui/rung-groups.js';
import type { StepsText } from '../text/en/steps.js';
import { timesOf } from './times.js';

/** One rung of the list: its mark (in the style sheet), its name, its state in words, when it was reached and who saw it. */
class Rung {
  readonly element = el('li', 'rung');
  readonly #word = el('span', 'rung-word');
  readonly #facts = el('span', 'rung-facts');
  readonly #text: StepsText;

  constructor(stage: Stage, text: StepsText) {
    this.#text = text;
    this.element.dataset['stage'] = stage;
    const state = el('span', 'rung-state');
    state.append(this.#word, this.#facts);
    this.element.append(el('span', 'rung-name', text.step[stage]), ' ', state);
  }

  show(rung: RungView, message: VerdictMessage, at: number | undefined): void {
    const { status, seenBy } = rung;
    const awaited = message.outcome === 'pending' && rung.stage === (message.overdue ?? message).stage;
    const mark = markOf(rung, message);
    this.element.dataset['status'] = mark;
    this.element.ariaCurrent = awaited ? 'step' : null;
    const since = at === undefined ? '' : sinceStart(at - message.startedAt, this.#text);
    const facts = [since, seenBy && this.#text.seenBy[seenBy]].filter(Boolean).join(' · ');
    this.#facts.textContent = facts && ` ${facts}`;
    this.#word.textContent = this.#text.status[awaited && mark !== 'overdue' ? 'awaited' : mark];
    // The mark says that it is reached; who does not see the mark reads it.
    this.#word.classList.toggle('visually-hidden', status === 'reached');
  }
}

const decimal = (value: number) =>
  value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** The clock of a browser may be a little off: nothing comes before the start. */
function sinceStart(elapsedMs: number, { ms, s }: StepsText): string {
  const elapsed = Math.max(0, elapsedMs);
  return elapsed < 1000 ? ms(`+${Math.round(elapsed)}`) : s(`+${decimal(elapsed / 1000)}`);
}

/** What a rung is drawn as: its status, or `overdue` where it is the one that is late. */
export function markOf({ stage, status }: RungView, { overdue }: VerdictMessage): RungView['status'] | 'overdue' {
  return status === 'pending' && stage === overdue?.stage ? 'overdue' : status;
}

/** The rungs as three lists: the call, the reply, and the connection that comes of them. */
export class RungLists {
  readonly element = el('div', 'rung-lists');
  readonly #text: StepsText;
  readonly #rungs = new Map<Stage, Rung>();
  readonly #directions: Record<RungGroup, HTMLElement>;

  constructor(text: StepsText) {
    this.#text = text;
    this.#directions = { offer: direction(), answer: direction(), path: direction() };
    this.element.append(...rungGroups.map((group) => this.#list(group)));
  }

  show(message: VerdictMessage): void {
    const { ladder, you, caller, callee } = message;
    for (const [known, rung] of this.#rungs) rung.element.hidden = !ladder.some((one) => one.stage === known);
    const times = timesOf(ladder);
    for (const rung of ladder) this.#rungs.get(rung.stage)?.show(rung, message, times.get(rung.stage));
    const from = you === 'caller' ? this.#text.you : caller.username;
    const to = you === 'callee' ? this.#text.you : callee.username;
    this.#directions.offer.textContent = `${from} → ${to}`;
    this.#directions.answer.textContent = `${to} → ${from}`;
    this.#directions.path.textContent = `${from} ↔ ${to}`;
  }

  #list(group: RungGroup): HTMLElement {
    const heading = el('h4', 'rung-heading', this.#text.group[group]);
    heading.append(' ', this.#directions[group]);
    const list = el('ol', 'rung-list');
    // Some browsers take a list without bullets for no list.
    list.role = 'list';
    for (const stage of stagesOf(group)) {
      const rung = new Rung(stage, this.#text);
      this.#rungs.set(stage, rung);
      list.append(rung.element);
    }
    const part = el('div', 'rung-group');
    part.dataset['group'] = group;
    part.append(heading, list);
    return part;
  }
}

const direction = () => el('span', 'rung-direction');
