import type { HandshakeDetail } from '../../protocol/console.js';
import { el } from '../ui/dom.js';
import { duration, ownerOf, timeOfDay } from './format.js';
import type { ConsoleText } from './text.js';

/** What became of a handshake, or what it is late for: in a sentence, with what to do and what was remarked on. */
export function verdictBox(detail: HandshakeDetail, text: ConsoleText): HTMLElement {
  const { words } = text;
  const { outcome, overdue, notes } = detail;
  const { cause, owedBy, sentence, advice } = overdue ?? detail;
  const badge = el('p', 'detail-outcome');
  badge.append(el('span', 'outcome', overdue ? words.overdue : words.outcome[outcome]));
  if (cause) badge.append(' · ', el('span', 'cause', words.cause[cause]));
  if (owedBy) badge.append(' · ', el('span', 'owner', `${words.owedBy}: ${ownerOf(owedBy, detail, text)}`));
  const box = el('div', '');
  box.append(badge, el('p', 'sentence', sentence));
  if (overdue) box.append(el('p', 'since', sinceOf(detail, text)));
  if (advice) {
    const line = el('p', 'advice');
    line.append(el('span', 'advice-label', words.whatToDo), ' ', ...withCode(advice));
    box.append(line);
  }
  if (notes.length > 0) {
    const list = el('ul', 'notes');
    list.role = 'list';
    for (const note of notes) {
      const item = el('li', 'note');
      item.append(...withCode(note));
      list.append(item);
    }
    box.append(list);
  }
  return box;
}

/** Since when it is overdue; empty where it is not. */
export function sinceOf({ overdue, startedAt }: HandshakeDetail, text: ConsoleText): string {
  if (!overdue) return '';
  const after = duration(Math.max(0, overdue.since - startedAt), text);
  return `${text.detail.since} ${timeOfDay(overdue.since, text.language)} (+${after})`;
}

/** What stands between backticks is code. */
function withCode(told: string): (string | HTMLElement)[] {
  return told.split('`').map((part, index) => (index % 2 === 1 ? el('code', '', part) : part));
}
