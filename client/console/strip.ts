import { rungStatusesOf } from '../../protocol/console.js';
import type { Stage } from '../../protocol/stages.js';
import { rungStatuses } from '../../protocol/verdict.js';
import { rungName } from '../../protocol/words.js';
import { groupOf, rungGroups } from '../ui/rung-groups.js';
import { svg } from '../ui/svg.js';
import type { ConsoleText } from './text.js';

const pitch = 7;
const height = 18;
/** Before the answer, and before the connection. */
const gap = 4;

/** Each status has a shape of its own, so that a strip is read without its colours. */
/** A rung that is waited for, and late. */
const overdueStatus = 'overdue';

const shapes = {
  reached: (x: number) => `M${x} 2v14h4v-14z`,
  implied: (x: number) => `M${x} 8v8h4v-8z`,
  pending: (x: number) => `M${x + 1} 13h2v3h-2z`,
  missing: (x: number) => `M${x - 1} 3l6 11M${x + 5} 3l-6 11`,
  unseen: (x: number) => `M${x} 15.5h4`,
  // An outline where the others are filled.
  'nothing-to-send': (x: number) => `M${x + 0.6} 2.6v12.8h2.8v-12.8z`,
  // An exclamation mark.
  [overdueStatus]: (x: number) => `M${x + 0.8} 2v8h2.4v-8zM${x + 0.8} 13h2.4v3h-2.4z`,
};

/** A whole ladder at a glance; `sayStrip` has the same in words. */
export function drawStrip(letters: string, overdue?: Stage): SVGSVGElement {
  const rungs = rungStatusesOf(letters).map(({ stage, status }) => ({
    stage,
    status: status === 'pending' && stage === overdue ? (overdueStatus as typeof overdueStatus) : status,
  }));
  const width = rungs.length * pitch + (rungGroups.length - 1) * gap;
  const strip = svg('svg', { class: 'strip', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  for (const status of [...rungStatuses, overdueStatus] as const) {
    const d = rungs
      .map((rung, index) => {
        const x = 1 + index * pitch + rungGroups.indexOf(groupOf(rung.stage)) * gap;
        return rung.status === status ? shapes[status](x) : '';
      })
      .join('');
    if (d) strip.append(svg('path', { d, 'data-status': status }));
  }
  return strip;
}

/** How many rungs are reached or proved, and which one is missing or overdue. */
export function sayStrip(letters: string, text: ConsoleText, overdue?: Stage): string {
  const rungs = rungStatusesOf(letters);
  const reached = rungs.filter(({ status }) => status === 'reached' || status === 'implied').length;
  const missing = rungs.find(({ status }) => status === 'missing');
  const nameOf = (stage: Stage | undefined) => (stage ? rungName(stage, text.words) : '');
  return text.strip(reached, nameOf(missing?.stage), nameOf(overdue));
}
