import { sides } from '../../protocol/verdict.js';
import { candidatesTaken } from './candidates.js';
import type { Handshake } from './handshake.js';
import type { Waits } from './ladder.js';
import { ladderStateOf } from './ladder-state.js';

/**
 * Does news that came late bring a question that nobody could put before: of another rung, of a wait that ends later, or
 * to a probe that nobody knew of? Only then is an answer waited for from now on; a page that tells more and more of the
 * same would else put off the verdict for ever.
 */
export function asksAnew(before: Handshake, after: Handshake, waits: Waits, now: number): boolean {
  const [was, is] = [ladderStateOf(before, waits, now), ladderStateOf(after, waits, now)];
  if (is.firstGap && (is.firstGap.stage !== was.firstGap?.stage || is.firstGap.overAt > was.firstGap.overAt))
    return true;
  return sides.some((side) => {
    const isUnheard = (handshake: Handshake, { probeSilent }: typeof is) =>
      probeSilent.includes(side) || candidatesTaken(handshake, side, waits, now, probeSilent) === 'unheard';
    return isUnheard(after, is) && !isUnheard(before, was);
  });
}
