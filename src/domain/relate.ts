import { exchanged, withParty, type Handshake, type Party } from './handshake.js';
import { connectingRungs } from './ladder.js';
import { sides } from '../../protocol/verdict.js';

/** Two handshakes of one pair, the older and the newer, once each knows of the other. */
export interface Related {
  older: Handshake;
  newer: Handshake;
}

/**
 * What a new offer means for an unanswered handshake of the same two participants before it: an offer the same way
 * replaces it, and the answer has been waited for since the first of them; one the other way is glare, and whichever is
 * answered in the end supersedes the other (RFC 9429, section 4.1.10.2). One that was answered already, and whose path
 * nobody has told of yet, is overtaken.
 */
export function relate(older: Handshake, newer: Handshake, at: number): Related {
  if (older.supersededAt !== undefined || older.overtakenAt !== undefined) return { older, newer };
  const answeredAt = older.marks['answer-received']?.at;
  if (answeredAt !== undefined) {
    const overtakes = newer.openedAt > answeredAt && older.overtakenAt === undefined;
    return { older: overtakes ? { ...older, overtakenAt: at } : older, newer };
  }
  if (older.ref.caller === newer.ref.caller) {
    const askedSince = older.askedSince ?? older.openedAt;
    return { older: { ...older, supersededAt: at }, newer: { ...newer, askedSince } };
  }
  return { older: { ...older, rival: newer.ref.id }, newer: { ...newer, rival: older.ref.id } };
}

/** The rival of a handshake that has just been answered: its own offer was rolled back, unless it was answered too. */
export function yieldTo(rival: Handshake, at: number): Handshake {
  return answered(rival) || rival.supersededAt !== undefined ? rival : { ...rival, supersededAt: at };
}

/**
 * Two offers that crossed and were both answered: where one connection has made the one and answered the other, both
 * sides have rolled back, and neither negotiation stands (RFC 9429, section 4.1.10.2). Two connections may live side by side.
 */
export function contested(one: Handshake, rival: Handshake): boolean {
  if (!answered(one) || !answered(rival)) return false;
  return sameConnection(one.caller, rival.callee) && sameConnection(one.callee, rival.caller);
}

const sameConnection = (party: Party, other: Party): boolean =>
  party.session !== undefined && party.session === other.session;

export function answered(handshake: Handshake): boolean {
  return handshake.marks['answer-received'] !== undefined;
}

/**
 * Under ICE username fragments that stay, the transport of the handshake before goes on (RFC 9429, section 3.5.1): its
 * candidates still hold, and where both sides keep theirs, so do ICE and DTLS. A renegotiation owes none of them; what
 * it negotiates has yet to flow.
 */
export function inherit(older: Handshake, newer: Handshake): Handshake {
  const kept = sides.filter((side) => keeps(older, newer[side]));
  let handshake = newer;
  for (const side of kept) {
    const before = partyOf(older, newer[side].id);
    if (!before) continue;
    if (!exchanged(newer[side]) && exchanged(before)) handshake = withParty(handshake, side, candidatesOf(before));
    if (kept.length === sides.length)
      handshake = withParty(handshake, side, pathOf(before, handshake[side], newer.openedAt));
  }
  return handshake;
}

function keeps(older: Handshake, { id, ufrag }: Party): boolean {
  return ufrag !== undefined && partyOf(older, id)?.ufrag === ufrag;
}

function partyOf({ caller, callee }: Handshake, id: string): Party | undefined {
  return [caller, callee].find((party) => party.id === id);
}

function candidatesOf({ received, forwarded, candidates, forwardedAt }: Party): Partial<Party> {
  return { received, forwarded, candidates, ...(forwardedAt !== undefined && { forwardedAt }) };
}

function pathOf(before: Party, now: Party, since: number): Partial<Party> {
  const marks = { ...now.marks };
  for (const stage of connectingRungs) {
    const mark = before.marks[stage];
    if (mark) marks[stage] ??= { ...mark, at: Math.max(mark.at, since) };
  }
  return { marks };
}
