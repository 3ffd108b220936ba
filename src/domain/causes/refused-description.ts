import { signalingStates } from '../../../protocol/reports.js';
import type { Side } from '../../../protocol/verdict.js';
import { otherSide } from '../handshake.js';
import { departures } from '../hop.js';
import { faultOf, missing, wentAway, type Finding, type View } from './cause.js';
import { answeredTwice } from './path.js';
import type { CauseVariant } from './variants.js';

/**
 * A description that a browser threw on. In the wrong state its receiver owes it, and may put it right: so its wait is
 * waited for, and in have-local-offer, with an offer the other way, it is glare. What is no description at all its page has
 * made of the one that it got. Any other error is the description's:
 * its author owes that where the gateway has seen that it is none that WebRTC can use (RFC 8839, section 5.4), and otherwise
 * it is the word of the receiver alone.
 */
export function refusedDescription(
  view: View,
  stage: 'offer-applied' | 'answer-applied',
  receiver: Side,
): Finding<CauseVariant<'offer-refused'>> | undefined {
  const fault = faultOf(view, stage, receiver);
  // Of two connections that answered, one may have thrown besides: that says no more of it.
  if (!fault || answeredTwice(view)) return undefined;
  const { name, signalingState, blank } = fault;
  const found = { stage, evidence: 'probe' } as const;
  // Somebody who went before the wait for it was over has ended the call.
  const overdue = missing(view, stage) !== undefined && wentAway(view, ...departures) === undefined;
  if (name === 'unknown') return overdue ? { ...found, owedBy: 'not-known', variant: 'unknown' } : undefined;
  const author = otherSide(receiver);
  if (name !== 'InvalidStateError') {
    // The gateway has passed on a description: that none came out of its page's hands is the page's own doing.
    if (blank && !view.handshake[author].unusable) return { ...found, owedBy: receiver, variant: 'blank' };
    const owed = view.handshake[author].unusable
      ? { owedBy: author }
      : ({ owedBy: 'not-known', toldBy: receiver } as const);
    return { ...found, ...owed, variant: 'description' };
  }
  // Offers that crossed put both into the wrong state: that comes first.
  if (view.handshake.rival !== undefined || !overdue) return undefined;
  const state = signalingStates.find((known) => known === signalingState) ?? 'unknown';
  return { ...found, owedBy: receiver, facts: { state } };
}
