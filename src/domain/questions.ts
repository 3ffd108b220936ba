import { sides } from '../../protocol/verdict.js';
import { candidatesTaken } from './candidates.js';
import type { Handshake } from './handshake.js';
import type { Waits } from './ladder.js';
import { climb } from './standing.js';

/**
 * Does news that came late bring a question that nobody could put before: of another rung, of a wait that ends later, or
 * to a probe that nobody knew of? Only then is an answer waited for from now on; a page that tells more and more of the
 * same would else put off the verdict for ever.
 */
export function asksAnew(before: Handshake, after: Handshake, waits: Waits, now: number): boolean {
  const [was, is] = [climb(before, waits, now), climb(after, waits, now)];
  if (is.stop && (is.stop.stage !== was.stop?.stage || is.stop.overAt > was.stop.overAt)) return true;
  return sides.some((side) => {
    const isUnheard = (handshake: Handshake, { mute }: typeof is) =>
      mute.includes(side) || candidatesTaken(handshake, side, waits, now, mute) === 'unheard';
    return isUnheard(after, is) && !isUnheard(before, was);
  });
}
