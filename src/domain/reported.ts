import { stages } from '../../protocol/stages.js';
import type { Side } from '../../protocol/verdict.js';
import { overcome, withFault } from './faults.js';
import { otherSide, sideOf, withParty, type Handshake } from './handshake.js';
import type { Hop, HopKind } from './hop.js';
import { ladder, pathRungs } from './ladder.js';
import { mark, markOf } from './marks.js';
import { momentOf } from './moment.js';

/** One of the two has gone, as the gateway sees or its own probe says. */
export function depart(handshake: Handshake, hop: Hop): Handshake {
  const { from, at, seenBy, departure = 'left' } = hop;
  const side = sideOf(handshake, from?.id);
  if (!side || (handshake[side].left?.at ?? Infinity) <= at) return handshake;
  // What its probe says of its going may come behind what says that it is back.
  if (seenBy === 'probe' && anew.some((kind) => (handshake[side].done[kind] ?? -Infinity) > at)) return handshake;
  return withParty(handshake, side, { left: { ...markOf(hop), departure } });
}

/** Steps that a page takes on a connection that it has made in the place of one that it has closed. */
const anew: readonly HopKind[] = ['offer-applied', 'answer-created', 'answer-applied'];

/**
 * A page that takes up again what it had closed has not gone: some frameworks run everything twice. That it tries is enough,
 * unless it tries on the connection that it has closed, which a page does that knows of no hanging up.
 */
function returned(handshake: Handshake, side: Side, { kind, result, at, failure }: Hop): Handshake {
  const { left, ...party } = handshake[side];
  const tries = result === 'reached' || (failure?.signalingState ?? 'closed') !== 'closed';
  if (left?.seenBy !== 'probe' || at <= left.at || !tries || !anew.includes(kind)) return handshake;
  return { ...handshake, [side]: party };
}

function spokenFor(handshake: Handshake, side: Side, { unproven }: Hop): Handshake {
  const known = handshake[side];
  if (known.probe && (!unproven || known.unproven)) return handshake;
  return withParty(handshake, side, { probe: true, ...(unproven && { unproven }) });
}

/** The handshake after one more report of a probe. */
export function probed(before: Handshake, hop: Hop): Handshake {
  const { kind, at, failure } = hop;
  const side = sideOf(before, hop.from?.id);
  if (!side) return before;
  // Anybody could say so: that somebody has gone is then left to what the gateway sees.
  if (hop.unproven && (kind === 'page-gone' || kind === 'connection-closed')) return before;
  const handshake = returned(spokenFor(before, side, hop), side, hop);
  const { done, marks } = handshake[side];
  if (kind === 'probe-alive')
    return withParty(handshake, side, {
      reportedAt: Math.max(at, handshake[side].reportedAt ?? at),
      ...(hop.lost && { lost: true }),
    });
  if (kind === 'connection-closed') return depart(handshake, hop);
  if (kind === 'page-gone') return depart(handshake, { ...hop, departure: 'closed' });
  if (kind === 'probe-started') return hop.ice ? withParty(handshake, side, { ice: hop.ice }) : handshake;
  const stage = stages.find((known) => known === kind);
  const end = stage && ladder[stage].at;
  if (hop.result !== 'reached') {
    // What threw on a step of the other side belongs to an offer that went the other way.
    if (end === otherSide(side)) return handshake;
    const faults = withFault(
      handshake.faults,
      { name: 'unknown', ...failure, kind, side, ...momentOf(hop) },
      done[kind],
    );
    return faults === handshake.faults ? handshake : { ...handshake, faults };
  }
  const faults = overcome(handshake.faults, side, kind, at);
  const better = withParty(faults === handshake.faults ? handshake : { ...handshake, faults }, side, {
    done: { ...done, [kind]: Math.max(at, done[kind] ?? at) },
    // Told anew whenever it changes: the last word counts.
    ...(hop.media && at >= (done[kind] ?? -Infinity) && { media: hop.media }),
  });
  if (!stage) return better;
  if (!pathRungs.includes(stage))
    return end === side && ladder[stage].seer === 'probe' ? mark(better, stage, hop) : better;
  const earlier = marks[stage];
  if (earlier && earlier.at <= at) return better;
  return withParty(better, side, {
    marks: { ...marks, [stage]: markOf(hop) },
    ...(hop.viaTurn && { viaTurn: true }),
  });
}
