import type { Stage } from '../../protocol/stages.js';
import { sides, type Side } from '../../protocol/verdict.js';
import { candidatesHeard, candidatesTaken } from './candidates.js';
import { watched, type Handshake, type Party } from './handshake.js';
import { ladder, ownDescription, type Waits } from './ladder.js';

/** A pong comes before the message it overtook in the page: the shortest wait after an offer that repeats another. */
const repeatedOfferMs = 500;

/**
 * When the wait for a rung is over.
 *
 * @param since when the rung below was reached, in ms since the Unix epoch
 * @param probeSilent the sides whose probe does not answer
 */
export function dueOf(
  handshake: Handshake,
  stage: Stage,
  since: number,
  waits: Waits,
  probeSilent: readonly Side[] = [],
): number {
  const { proofOf } = ladder[stage];
  // Behind a ping that is under way, the proof takes a second round trip.
  if (proofOf && handshake.proving[proofOf] === 'queued') return since + 2 * waits[stage];
  if (stage === 'ice-connected') return Math.max(since + waits[stage], heardUntil(handshake, waits, probeSilent));
  if (stage !== 'answer-received') return patient(handshake, stage, since + waits[stage], waits);
  if (watched(handshake, 'callee') && !probeSilent.includes('callee'))
    return patient(handshake, stage, since + waits[stage], waits);
  const due = since + waits.answer;
  const { askedSince } = handshake;
  if (askedSince === undefined) return due;
  return Math.min(due, Math.max(askedSince + waits['offer-delivered'] + waits.answer, since + repeatedOfferMs));
}

/** No path is missing while a page is still asked what became of its candidates. */
function heardUntil(handshake: Handshake, waits: Waits, probeSilent: readonly Side[]): number {
  const unheard = sides.filter((side) => candidatesTaken(handshake, side, waits, Infinity, probeSilent) === 'unheard');
  return Math.max(0, ...unheard.map((side) => candidatesHeard(handshake, side, waits) ?? 0));
}

/** What a page waits for itself, as its probe says: a person who is asked for a permission, candidates being gathered. */
function patient(handshake: Handshake, stage: Stage, due: number, waits: Waits): number {
  const { pacedBy: side, seer } = ladder[stage];
  if (!side) return due;
  const party = handshake[side];
  const { created, sent } = ownDescription[side];
  const isSent = party.done[sent] !== undefined;
  const gathers = seer === 'gateway' && party.done[created] !== undefined && party.received === 0 && !isSent;
  // Either could call, and the user of a page that nobody sees may be asked for the microphone.
  const unseen = stage === 'offer-created' && !watched(handshake, 'callee') && handshake.faults.length === 0;
  return Math.max(
    due,
    permissionUntil(handshake, side, waits[stage], waits),
    unseen ? handshake.openedAt + waits.permission : due,
    gathers ? gatheringUntil(party, party.done[created] ?? 0, waits[stage], waits) : due,
  );
}

function permissionUntil(handshake: Handshake, side: Side, wait: number, waits: Waits): number {
  const { done } = handshake[side];
  const { 'media-requested': requested, 'media-captured': captured } = done;
  if (requested === undefined) return 0;
  if (captured !== undefined && captured >= requested) return captured + wait;
  // Asked once more after a refusal, as for the microphone alone where there is no camera, the person decides anew.
  const refused = handshake.faults.some(
    (fault) => fault.kind === 'media-captured' && fault.side === side && fault.at >= requested,
  );
  return refused ? 0 : requested + waits.permission;
}

/** A page that does not trickle sends nothing before its candidates are complete. */
function gatheringUntil({ done }: Party, since: number, wait: number, waits: Waits): number {
  const gathered = done['candidates-gathered'];
  return gathered !== undefined && gathered >= since ? gathered + wait : since + waits.gathering;
}
