import { isCrossing, type Stage } from '../../protocol/stages.js';
import type { RungView, VerdictMessage } from '../../protocol/verdict.js';
import { el } from '../ui/dom.js';
import type { LadderText } from '../ui/ladder-text.js';
import { rungGroups, stagesOf, type RungGroup } from '../ui/rung-groups.js';

/** One rung of the list: its mark (in the style sheet), its name, and its state in words or its time. */
class Rung {
  readonly element = el('li', 'rung');
  readonly #word = el('span', 'rung-word');
  readonly #facts = el('span', 'rung-facts');
  readonly #text: LadderText;

  constructor(stage: Stage, text: LadderText) {
    this.#text = text;
    this.element.dataset['stage'] = stage;
    const state = el('span', 'rung-state');
    state.append(this.#word, this.#facts);
    this.element.append(el('span', 'rung-name', text.rung[stage]), ' ', state);
  }

  show({ status, tookMs, seenBy, reason }: RungView, awaited: boolean): void {
    const { status: statuses, ms, awaited: waiting, evidence } = this.#text;
    this.element.dataset['status'] = status;
    this.element.ariaCurrent = awaited ? 'step' : null;
    const took = tookMs === undefined ? '' : `+${Math.round(tookMs)}\u00A0${ms}`;
    const facts = [reason, took, seenBy && evidence[seenBy]].filter(Boolean).join(' · ');
    this.#facts.textContent = facts && ` ${facts}`;
    this.#word.textContent = awaited ? waiting : statuses[status];
    // The mark says that it is reached; who does not see the mark is told so.
    this.#word.classList.toggle('visually-hidden', status === 'reached');
  }
}

/** The rungs as three lists: the offer, the answer, and the connection that comes of them. */
export class RungLists {
  readonly element = el('div', 'rung-lists');
  readonly #text: LadderText;
  readonly #rungs = new Map<Stage, Rung>();
  readonly #directions: Record<RungGroup, HTMLElement>;

  constructor(text: LadderText) {
    this.#text = text;
    this.#directions = { offer: direction(), answer: direction(), path: direction() };
    this.element.append(...rungGroups.map((group) => this.#list(group)));
  }

  show({ ladder, outcome, stage, you, caller, callee }: VerdictMessage): void {
    for (const [known, rung] of this.#rungs) rung.element.hidden = !ladder.some((one) => one.stage === known);
    for (const rung of ladder) {
      this.#rungs.get(rung.stage)?.show(rung, outcome === 'pending' && rung.stage === stage);
    }
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
      // A ladder within one instance has no way between two.
      rung.element.hidden = isCrossing(stage);
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
