import type { Stage } from '../../protocol/stages.js';
import { silenceTexts } from '../../protocol/silence-words.js';
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

  show(rung: RungView, message: VerdictMessage): void {
    const { status, tookMs, seenBy, reason, detail } = rung;
    const { status: statuses, ms, awaited: waiting, overdue: late, evidence } = this.#text;
    const awaited = message.outcome === 'pending' && rung.stage === (message.overdue ?? message).stage;
    const mark = markOf(rung, message);
    this.element.dataset['status'] = mark;
    this.element.ariaCurrent = awaited ? 'step' : null;
    const took = tookMs === undefined ? '' : `+${Math.round(tookMs)}\u00A0${ms}`;
    const silences = silencesOf(rung, message, this.#text);
    const facts = [reason, detail, ...silences, took, seenBy && evidence[seenBy]].filter(Boolean).join(' · ');
    this.#facts.textContent = facts && `${silences.length > 0 ? ' · ' : ' '}${facts}`;
    this.#word.textContent = mark === 'overdue' ? late : awaited ? waiting : statuses[status];
    // The mark says that it is reached; who does not see the mark is told so.
    this.#word.classList.toggle('visually-hidden', status === 'reached');
  }
}

/** What a rung is drawn as: its status, or `overdue` where it is the one that is late. */
export function markOf({ stage, status }: RungView, { overdue }: VerdictMessage): RungView['status'] | 'overdue' {
  return status === 'pending' && stage === overdue?.stage ? 'overdue' : status;
}

/** Which side sends nothing, and why. */
export function silencesOf(rung: RungView, message: VerdictMessage, text: LadderText): string[] {
  const { you } = message;
  return silenceTexts(
    rung,
    (side) => (side === you ? text.youSendNothing : text.sendsNothing(message[side].username)),
    text,
  );
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

  show(message: VerdictMessage): void {
    const { ladder, you, caller, callee } = message;
    for (const [known, rung] of this.#rungs) rung.element.hidden = !ladder.some((one) => one.stage === known);
    for (const rung of ladder) this.#rungs.get(rung.stage)?.show(rung, message);
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
