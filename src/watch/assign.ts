import type { HandshakeRef } from '../domain/hop.js';
import { assignAnswer, assignCandidate, assignOffer } from '../domain/pair.js';
import { freshIds } from '../hops/fresh-ids.js';
import type { Person } from './person.js';
import type { Signal } from './signals.js';

/** Ids of a handshake whose messages a watched server passes on. */
export const idsOfWatched = () => ({ ...freshIds(), relayedBy: 'server' as const });

/** The handshake between the two that a signal belongs to, by what they have said so far; undefined for an answer to nothing. */
export function assign(
  signal: Signal,
  from: Person,
  to: Person,
): { ref: HandshakeRef; openOffers?: number } | undefined {
  const between = from.with(to);
  const { pair } = between;
  const assigned =
    signal.kind === 'ice-candidate'
      ? assignCandidate(pair, from.id, to.id, signal.candidate, idsOfWatched)
      : signal.kind === 'offer'
        ? assignOffer(pair, from.id, to.id, signal.description, idsOfWatched)
        : assignAnswer(pair, from.id, signal.description, !signal.provisional);
  if (assigned) between.pair = assigned.pair;
  return assigned;
}
