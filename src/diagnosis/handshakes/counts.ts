import type { CandidateType } from '../../../protocol/facts.js';
import { sides, type Side } from '../../../protocol/verdict.js';
import { sideOf, withWhole, type Handshake, type Party } from '../../domain/handshake.js';
import type { Hop, HopParticipant } from '../../domain/hop.js';
import type { Verdict } from '../../domain/verdict.js';

/** What the candidates of one side, and the signs of life at its end, have come to since they were last added up. */
interface SideCounts extends Record<CandidateType, number> {
  received: number;
  forwarded: number;
  aliveAt: number;
  deliveredAt: number | undefined;
}

/** What has come of a handshake and moves no verdict. */
export type Counts = Readonly<Record<Side, SideCounts>>;

const none = (): SideCounts => ({
  host: 0,
  srflx: 0,
  prflx: 0,
  relay: 0,
  received: 0,
  forwarded: 0,
  aliveAt: 0,
  deliveredAt: undefined,
});
export const noCounts = (): Counts => ({ caller: none(), callee: none() });

/**
 * Counts a candidate that can't move the verdict, as most of a call can't: `advance` and `decisive` would say the same of it,
 * for a new handshake each time.
 *
 * @returns false for any other hop, of which nothing is counted
 */
export function count(
  counts: Counts,
  handshake: Handshake,
  { outcome, overdue, dueAt, ask }: Verdict,
  hop: Hop,
): boolean {
  const { kind, result, seenBy, message, provisional, candidate, from, to, at } = hop;
  if (result !== 'reached' || message !== 'ice-candidate' || seenBy === 'probe' || provisional) return false;
  // What is late, or has failed, anything that becomes known may put right.
  if (outcome === 'failed' || overdue !== undefined || !candidate || candidate.end || candidate.unplaced) return false;
  const side = sideOf(handshake, from?.id);
  if (!side || introduces(handshake, from) || introduces(handshake, to)) return false;
  const party = handshake[side];
  const own = counts[side];
  switch (kind) {
    case 'candidate-received':
      own.received++;
      if (candidate.type) own[candidate.type]++;
      return true;
    case 'candidate-forwarded':
      // The first one shows that candidates pass.
      if (party.forwarded === 0 || party.forwardedAt === undefined) return false;
      own.forwarded++;
      return true;
    case 'candidate-delivered':
      // That the first one has arrived matters where a probe would tell what became of it.
      if (party.deliveredAt === undefined && (handshake.caller.probe || handshake.callee.probe)) return false;
      if (!lives(counts, handshake, (to ?? from)?.id, at, dueAt !== undefined && at < dueAt && ask.length === 0))
        return false;
      if (party.deliveredAt === undefined) own.deliveredAt ??= at;
      return true;
    default:
      return false;
  }
}

/** @param unasked nobody's silence is in question: a sign of life only has to be known later */
function lives(counts: Counts, handshake: Handshake, id: string | undefined, at: number, unasked: boolean): boolean {
  const side = sideOf(handshake, id);
  if (!side || (handshake[side].aliveAt ?? 0) >= at || counts[side].aliveAt >= at) return true;
  if (unasked) counts[side].aliveAt = at;
  return unasked;
}

/** Does a hop say of a participant what was not known of it? */
function introduces(handshake: Handshake, participant: HopParticipant | undefined): boolean {
  const side = sideOf(handshake, participant?.id);
  if (!side || !participant) return false;
  const { username, transport, page } = handshake[side];
  if (participant.username !== undefined && participant.username !== username) return true;
  const { sight } = participant;
  return sight !== undefined && (sight.transport !== transport || sight.page !== page);
}

/** The handshake with what was counted. */
export function withCounts(handshake: Handshake, counts: Counts): Handshake {
  return sides.reduce((counted, side) => {
    const whole = addedTo(counted[side], counts[side]);
    return whole === counted[side] ? counted : withWhole(counted, side, whole);
  }, handshake);
}

function addedTo(party: Party, counts: SideCounts): Party {
  const { host, srflx, prflx, relay, received, forwarded, aliveAt, deliveredAt } = counts;
  if (received === 0 && forwarded === 0 && aliveAt === 0 && deliveredAt === undefined) return party;
  const { candidates } = party;
  return {
    ...party,
    received: party.received + received,
    forwarded: party.forwarded + forwarded,
    candidates: {
      host: candidates.host + host,
      srflx: candidates.srflx + srflx,
      prflx: candidates.prflx + prflx,
      relay: candidates.relay + relay,
    },
    ...(aliveAt > 0 && { aliveAt }),
    ...(deliveredAt !== undefined && { deliveredAt }),
  };
}
