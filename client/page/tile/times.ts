import type { Stage } from '../../../protocol/stages.js';
import type { RungView } from '../../../protocol/verdict.js';
import { groupOf } from '../../ui/rung-groups.js';

/**
 * When each rung was reached, in ms since the Unix epoch. A pong comes back after its message, and the clock of a browser may
 * be a little off: no step of the offer and the answer came about later than one that follows from it.
 */
export function timesOf(ladder: readonly RungView[]): ReadonlyMap<Stage, number> {
  const times = new Map<Stage, number>();
  let latest = Infinity;
  for (const { stage, at } of ladder.toReversed()) {
    if (at === undefined) continue;
    const onPath = groupOf(stage) === 'path';
    times.set(stage, onPath ? at : Math.min(at, latest));
    if (!onPath) latest = Math.min(at, latest);
  }
  return times;
}
