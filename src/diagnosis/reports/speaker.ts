import type { Report } from '../../../protocol/reports.js';
import type { Side } from '../../../protocol/verdict.js';
import { otherSide } from '../../domain/handshake.js';
import type { HandshakeRef } from '../../domain/hop.js';
import type { Deductions } from '../deductions/deductions.js';
import type { DescriptionRef, Descriptions, Found } from '../pages/descriptions.js';
import type { Page } from '../pages/pages.js';

/** What is known of descriptions. */
interface KnownDescriptions {
  descriptions: Descriptions;
  deductions: Deductions;
}

/**
 * Which handshake a report is of, and which side speaks: the author of the local description, or the other of the remote
 * one. Of two handshakes that is the newer; but where a page uses one connection for several people, the path is that of the
 * remote description, as it says who is at the other end. What names no description belongs to the latest handshake of its
 * page; what names only a username fragment, as a candidate does that came first, to the one of that fragment, if the page is
 * known to be in it.
 */
export function speakerOf(
  { participants, latest }: Page,
  { step, result, local, remote }: Report,
  { descriptions, deductions }: KnownDescriptions,
): Found | undefined {
  const own = descriptions.from(participants, local);
  const given = descriptions.to(participants, remote);
  const mine = own && { ...own, side: own.author };
  const theirs = given && { ...given, side: otherSide(given.author) };
  if (step === 'offer-created' || step === 'offer-sent') return mine;
  if (step === 'answer-sent') return mine ?? deductions.madeFor(participants, local);
  // What was given in the place of the answer is none; the connection it was given to has made the offer.
  if (step === 'answer-applied' && result === 'failed' && remote?.session === undefined) return mine;
  if (step === 'offer-applied' || step === 'answer-created' || step === 'answer-applied') return theirs;
  if (mine && theirs) {
    if (theirs.order > mine.order) return theirs;
    const [one, other] = [mine.ref[otherSide(mine.side)], theirs.ref[otherSide(theirs.side)]];
    return ofPath.includes(step) && deductions.areTwoPeople(one, other) ? theirs : mine;
  }
  return mine ?? theirs ?? (local || remote?.session ? undefined : guess(descriptions, remote, latest));
}

/** Where the other's description tells with whom a connection is up that a page has for several. */
const ofPath: readonly Report['step'][] = ['ice-connected', 'dtls-connected', 'media-flowing', 'connection-kept'];

function guess(
  descriptions: Descriptions,
  remote: DescriptionRef | undefined,
  latest: Found | undefined,
): Found | undefined {
  if (!remote || !latest) return latest;
  const guessed = descriptions.guess(latest.ref[latest.side], remote);
  return guessed && { ref: guessed.ref, side: otherSide(guessed.author) };
}

/** The step that threw, and whose it is: a page that hands over something else than a description names none. */
const stepsOf: Partial<Record<Report['step'], Side>> = {
  'offer-applied': 'callee',
  'answer-created': 'callee',
  'answer-applied': 'caller',
};

/**
 * What threw and names no description is of the one handshake that waits for it: of the page's open ones there is no other in
 * which the step is its own.
 *
 * @param openOf the handshakes of a participant that have not settled
 */
export function onlyOne(
  { participants }: Page,
  { step, result, local, remote }: Report,
  openOf: (participant: string) => readonly HandshakeRef[],
): Found | undefined {
  const side = stepsOf[step];
  if (!side || result !== 'failed' || local?.session !== undefined || remote?.session !== undefined) return undefined;
  const waiting = participants.flatMap((id) => openOf(id).filter((ref) => ref[side] === id));
  const [ref, another] = waiting;
  return ref && !another ? { ref, side } : undefined;
}
