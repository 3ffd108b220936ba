import { sides, type Side } from '../../../protocol/verdict.js';
import { candidatesTaken } from '../candidates.js';
import { isAmbiguous, type Party } from '../handshake.js';
import type { Fault } from '../faults.js';
import { connectingRungs } from '../ladder.js';
import type { Shortage, Unaccounted } from './variants.js';
import { faultOf, goneOver, missing, passed, type Facts, type View } from './cause.js';

/** ICE has stopped with no side connected: it failed, or its wait is over; both descriptions are known to be applied. */
export function iceStopped(view: View): boolean {
  const { handshake, ladderState } = view;
  if (ladderState.firstGap?.stage !== 'ice-connected') return false;
  if (sides.some((side) => handshake[side].marks['ice-connected'])) return false;
  return (
    passed(view, 'answer-applied') && (ladderState.firstGap.missing || faultOf(view, 'ice-connected') !== undefined)
  );
}

/** The connection had stood, and broke before anybody left or closed the page, as far as the clocks of both can tell. */
export function broken(view: View): Fault | undefined {
  const fault = faultOf(view, 'connection-kept');
  const hungUp = sides.some((side) => {
    const { left } = view.handshake[side];
    return fault && left && left.departure !== 'lost' && !goneOver(fault, side, left);
  });
  return hungUp ? undefined : fault;
}

/**
 * The call is held up after its answer: a rung is missing, a step there threw or failed, or the path is not up although
 * candidates had the time to be applied. What a page does wrong with its connections shows then. Once somebody has gone,
 * nothing more is held up by waiting.
 */
export function held(view: View): boolean {
  const {
    handshake,
    ladderState: { firstGap },
    waits,
    now,
  } = view;
  if (broken(view)) return true;
  if (handshake.refused.answer ?? handshake.misplacedAt ?? handshake.misdirectedAt) return true;
  if (!firstGap) return false;
  if (handshake.faults.some(({ kind }) => kind === firstGap.stage)) return true;
  const end = Math.min(now, ...sides.map((side) => handshake[side].left?.at ?? Infinity));
  const connecting = connectingRungs.includes(firstGap.stage);
  return (firstGap.missing && end >= firstGap.dueAt) || (connecting && end >= firstGap.since + waits.candidates);
}

/** Two connections have answered the same offer, and the call does not come up. */
export function answeredTwice(view: View): boolean {
  const { marks, callee, answeredTwice: twice } = view.handshake;
  if (!marks['answer-received'] || (callee.doubled ?? twice) === undefined) return false;
  return held(view) && !sides.every((side) => view.handshake[side].marks['media-flowing']);
}

/**
 * Every step of both pages before the path is seen, and belongs to this one negotiation: only then may the path be blamed.
 *
 * @returns what is not known first, or undefined where nothing is
 */
export function unaccounted(view: View): Unaccounted | undefined {
  const { handshake, ladderState, waits, now } = view;
  if (!passed(view, 'answer-applied')) return 'unapplied';
  if (isAmbiguous(handshake)) return 'unplaced';
  const connects = sides.every((side) => handshake[side].marks['ice-connected']);
  const taken = sides.map((side) => candidatesTaken(handshake, side, waits, now, ladderState.probeSilent));
  return connects || taken.every((known) => known === 'applied' || known === 'needless') ? undefined : 'untaken';
}

/** The side's browser has no relay candidate: none passed, and its probe knows of none. */
export function withoutRelay({ candidates, done }: Party): boolean {
  return candidates.relay === 0 && done['turn-allocated'] === undefined;
}

/**
 * The path is missing for want of a relay candidate of this side: it may send no other and has none, or ICE stopped although
 * both pages have done all their steps. A page that drops candidates is not the TURN server's fault.
 */
export function starved(view: View, side: Side): boolean {
  const party = view.handshake[side];
  if (!withoutRelay(party)) return false;
  const silent = missing(view, 'candidates-exchanged') !== undefined && party.received === 0;
  if (party.ice?.relayOnly) return iceStopped(view) || silent;
  return iceStopped(view) && unaccounted(view) === undefined;
}

/** How many candidates of each kind came from each side. */
export function gathered({ handshake: { caller, callee } }: View): Facts {
  return {
    callerHost: caller.candidates.host,
    callerSrflx: caller.candidates.srflx,
    callerRelay: caller.candidates.relay,
    calleeHost: callee.candidates.host,
    calleeSrflx: callee.candidates.srflx,
    calleeRelay: callee.candidates.relay,
  };
}

/** What the candidates of the two sides say about servers and firewalls. */
export function shortage({ handshake }: View): Shortage {
  const relays = sides.filter((side) => handshake[side].candidates.relay > 0).length;
  if (relays > 0) return relays === 2 ? 'relay-both' : 'relay-one';
  const hostOnly = sides.some((side) => {
    const { host, srflx, prflx } = handshake[side].candidates;
    return host > 0 && srflx + prflx === 0;
  });
  return hostOnly ? 'host-only' : 'no-relay';
}
