import { stages, type Stage } from '../../../protocol/stages.js';
import { causeCodes } from '../../../protocol/causes.js';
import type { Cause, RemarkedCause } from './cause.js';
import { abandoned } from './abandoned.js';
import { answerIgnored } from './answer-ignored.js';
import { answerNotCreated } from './answer-not-created.js';
import { answerNotDelivered } from './answer-not-delivered.js';
import { answerNotSent } from './answer-not-sent.js';
import { answerRefused } from './answer-refused.js';
import { answerUnexpected } from './answer-unexpected.js';
import { candidateRefused } from './candidate-refused.js';
import { candidatesIgnored } from './candidates-ignored.js';
import { candidatesNone } from './candidates-none.js';
import { candidatesOneWay } from './candidates-one-way.js';
import { connectionLost } from './connection-lost.js';
import { dtlsFailed } from './dtls-failed.js';
import { forwardedToAnother } from './forwarded-to-another.js';
import { forwardedTwice } from './forwarded-twice.js';
import { gatewayLost } from './gateway-lost.js';
import { glare } from './glare.js';
import { insecureContext } from './insecure-context.js';
import { iceFailed } from './ice-failed.js';
import { iceStuck } from './ice-stuck.js';
import { mediaDenied } from './media-denied.js';
import { messageLost } from './message-lost.js';
import { neverOffered } from './never-offered.js';
import { noAnswer } from './no-answer.js';
import { noMedia } from './no-media.js';
import { notJudged } from './not-judged.js';
import { notForwarded } from './not-forwarded.js';
import { nothingToSend } from './nothing-to-send.js';
import { oneConnectionForMany } from './one-connection-for-many.js';
import { samePageTwice } from './same-page-twice.js';
import { noRelayCandidate } from './no-relay-candidate.js';
import { offerIgnored } from './offer-ignored.js';
import { offerNotDelivered } from './offer-not-delivered.js';
import { offerRefused } from './offer-refused.js';
import { rejected } from './rejected.js';
import { targetLeft } from './target-left.js';
import { targetMissing } from './target-missing.js';
import { turnUnauthorized } from './turn-unauthorized.js';
import { turnUnreachable } from './turn-unreachable.js';

/** Rules in the order in which they are asked: the first that finds something names the cause. */
type Rules = readonly [Cause, ...Cause[]];

/**
 * What stops a call whatever rung is missing, and where none is: refused, gone astray, denied, lost, given up, or two pages
 * or connections in each other's way. These are asked first.
 */
export const interruptions: Rules = [
  notJudged,
  samePageTwice,
  targetMissing,
  targetLeft,
  rejected,
  notForwarded,
  forwardedToAnother,
  forwardedTwice,
  insecureContext,
  mediaDenied,
  oneConnectionForMany,
  offerRefused,
  answerRefused,
  connectionLost,
  gatewayLost,
  abandoned,
  glare,
  answerUnexpected,
];

/** Where ICE gets no further for want of a relay candidate. */
const turn: Rules = [turnUnauthorized, turnUnreachable, noRelayCandidate];

/**
 * Why a call stops at its first gap: a rung without a rule does not compile. That the offer was ignored may show at any rung
 * below the answer, where one comes that was made for another offer.
 */
export const byGap: Readonly<Record<Stage, Rules>> = {
  // Of an offer that nobody is known to have made, nothing is lost.
  'offer-created': [neverOffered, offerIgnored],
  'offer-received': [neverOffered, offerIgnored, messageLost],
  'offer-forwarded': [offerIgnored, messageLost],
  'offer-delivered': [offerNotDelivered, offerIgnored, messageLost],
  'offer-handled': [answerNotSent, offerIgnored, noAnswer, messageLost],
  'offer-applied': [offerIgnored, messageLost],
  'answer-created': [answerNotCreated, offerIgnored, messageLost],
  'answer-received': [answerNotSent, offerIgnored, noAnswer, messageLost],
  'answer-forwarded': [messageLost],
  'answer-delivered': [answerNotDelivered, messageLost],
  'answer-handled': [answerIgnored, messageLost],
  'answer-applied': [answerIgnored, messageLost],
  'candidates-exchanged': [messageLost, ...turn, candidatesNone, candidatesOneWay],
  'ice-connected': [messageLost, candidateRefused, candidatesIgnored, ...turn, iceFailed, iceStuck],
  'dtls-connected': [messageLost, dtlsFailed],
  'media-flowing': [messageLost, noMedia],
};

/** Where no rung is missing, and nothing flows all the same. */
const complete: Rules = [noMedia];

const asked = Object.fromEntries(
  stages.map((stage): [Stage, readonly Cause[]] => [stage, [...interruptions, ...byGap[stage]]]),
) as Record<Stage, readonly Cause[]>;
const askedAtTheTop: readonly Cause[] = [...interruptions, ...complete];

/** The rules that are asked where a ladder has this first gap, or none. */
export const rulesAt = (gap: Stage | undefined): readonly Cause[] => (gap ? asked[gap] : askedAtTheTop);

/** What is remarked on although nothing has failed by it, in the order in which they are shown. */
export const remarked: readonly RemarkedCause[] = [
  samePageTwice,
  oneConnectionForMany,
  forwardedTwice,
  answerUnexpected,
  glare,
  turnUnauthorized,
  turnUnreachable,
  candidateRefused,
  candidatesOneWay,
  mediaDenied,
  nothingToSend,
];

/** Every cause, in the order of the documentation. */
export const causes: readonly Cause[] = [
  ...new Set([...interruptions, ...Object.values(byGap).flat(), ...remarked]),
].toSorted((one, other) => causeCodes.indexOf(one.code) - causeCodes.indexOf(other.code));
