import type { Cause } from './cause.js';
import { abandoned } from './abandoned.js';
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

/** Every rule, in the order in which it is asked: the first that finds something names the cause. */
export const causes: readonly Cause[] = [
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
  neverOffered,
  offerNotDelivered,
  answerNotDelivered,
  answerNotCreated,
  answerNotSent,
  offerIgnored,
  noAnswer,
  messageLost,
  candidateRefused,
  candidatesIgnored,
  turnUnauthorized,
  turnUnreachable,
  noRelayCandidate,
  candidatesNone,
  candidatesOneWay,
  iceFailed,
  iceStuck,
  dtlsFailed,
  noMedia,
  nothingToSend,
];
