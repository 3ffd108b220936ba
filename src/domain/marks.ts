import type { Stage } from '../../protocol/stages.js';
import type { Handshake, Mark } from './handshake.js';
import type { Hop } from './hop.js';

/** Of several, the first: reports may come out of order. */
export function mark(handshake: Handshake, stage: Stage, hop: Hop): Handshake {
  const known = handshake.marks[stage];
  if (known && known.at <= hop.at) return handshake;
  return { ...handshake, marks: { ...handshake.marks, [stage]: markOf(hop) } };
}

export function markOf({ at, seenBy, uncertaintyMs }: Hop): Mark {
  return { at, seenBy, ...(uncertaintyMs !== undefined && { uncertaintyMs }) };
}
