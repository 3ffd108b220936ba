import { exchanged, withParty, type Handshake } from './handshake.js';
import { sides } from '../../protocol/verdict.js';

/** Two handshakes of one pair, the older and the newer, once each knows of the other. */
export interface Related {
  older: Handshake;
  newer: Handshake;
}

/**
 * What a new offer means for an unanswered handshake of the same two participants before it: an offer the same way
 * replaces it, and the answer has been waited for since the first of them; one the other way is glare, and whichever is
 * answered in the end supersedes the other (RFC 9429, section 4.1.10.2).
 */
export function relate(older: Handshake, newer: Handshake, at: number): Related {
  if (answered(older) || older.supersededAt !== undefined) return { older, newer };
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

export function answered(handshake: Handshake): boolean {
  return handshake.marks['answer-received'] !== undefined;
}

/**
 * Under an ICE username fragment that stays, the candidates of the handshake before still hold (RFC 9429, section
 * 3.5.1), so that a renegotiation owes none.
 */
export function inheritCandidates(older: Handshake, newer: Handshake): Handshake {
  let handshake = newer;
  for (const side of sides) {
    const now = handshake[side];
    const before = sides.map((known) => older[known]).find(({ id }) => id === now.id);
    if (!before || now.ufrag === undefined || before.ufrag !== now.ufrag) continue;
    if (exchanged(now) || !exchanged(before)) continue;
    handshake = withParty(handshake, side, {
      received: before.received,
      forwarded: before.forwarded,
      candidates: before.candidates,
      ...(before.forwardedAt !== undefined && { forwardedAt: before.forwardedAt }),
    });
  }
  return handshake;
}
