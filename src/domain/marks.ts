import type { Stage } from '../../protocol/stages.js';
import type { Handshake, Mark } from './handshake.js';
import type { Hop } from './hop.js';
import { momentOf } from './moment.js';

/** Of several, the first: reports may come out of order. */
export function mark(handshake: Handshake, stage: Stage, hop: Hop): Handshake {
  const known = handshake.marks[stage];
  if (known && known.at <= hop.at) return handshake;
  return { ...handshake, marks: { ...handshake.marks, [stage]: markOf(hop) } };
}

export function markOf(hop: Hop): Mark {
  return { ...momentOf(hop), seenBy: hop.seenBy };
}
