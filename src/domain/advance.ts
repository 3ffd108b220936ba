import type { CandidateType } from '../../protocol/facts.js';
import type { RejectCode } from '../../protocol/rejects.js';
import type { Stage } from '../../protocol/stages.js';
import type { Side } from '../../protocol/verdict.js';
import { sideOf, withParty, withWhole, type Handshake, type Refused } from './handshake.js';
import type { Hop, HopParticipant, Strayed } from './hop.js';
import { mark } from './marks.js';
import { depart, probed } from './reported.js';
import { shown } from './shown.js';

/** The handshake after one more hop; a hop that tells it nothing returns it as it is. */
export function advance(before: Handshake, hop: Hop): Handshake {
  const handshake = introduce(introduce(before, hop.from), hop.to);
  const told = shown(handshake, hop);
  if (told) return told;
  if (hop.seenBy === 'probe') return probed(handshake, hop);
  if (hop.strayed) return strayed(handshake, hop, hop.strayed);
  if (hop.twice !== undefined) return twice(handshake, hop, hop.twice);
  if (hop.message === 'answer' && !answers(handshake, hop)) return astray(handshake, hop);
  if (hop.provisional) return provisionally(handshake, hop);
  switch (hop.kind) {
    case 'offer-received':
    case 'offer-forwarded':
    case 'answer-forwarded':
      return message(handshake, hop);
    case 'answer-received':
      return message(hop.result === 'reached' ? answeredOnceMore(handshake, hop) : handshake, hop);
    case 'offer-delivered':
    case 'offer-handled':
    case 'answer-delivered':
    case 'answer-handled':
      return hop.result === 'reached' ? alive(mark(handshake, hop.kind, hop), hop) : handshake;
    case 'candidate-received':
    case 'candidate-forwarded':
      return candidate(handshake, hop);
    case 'met':
      return refusal({ ...handshake, met: true }, 'offer', hop);
    case 'replaced':
      return { ...handshake, supersededAt: hop.at, ...(hop.other !== undefined && { goesOnElsewhere: true }) };
    case 'instance-lost':
      return { ...handshake, lostAt: handshake.lostAt ?? hop.at };
    case 'candidate-delivered':
      return hop.result === 'reached' ? alive(arrived(handshake, hop), hop) : handshake;
    case 'alive':
      return hop.result === 'reached' ? alive(provedByUpgrade(handshake, hop), hop) : handshake;
    case 'left':
      return hop.result === 'reached' ? depart(handshake, hop) : handshake;
    default:
      return handshake;
  }
}

/** A watched server has not handed it on: the first of what it did counts. */
function strayed(handshake: Handshake, { message: kind, from }: Hop, where: Strayed): Handshake {
  const of = kind === 'offer' || kind === 'answer' ? kind : sideOf(handshake, from?.id);
  if (!of || handshake.strayed?.[of]) return handshake;
  return { ...handshake, strayed: { ...handshake.strayed, [of]: where } };
}

/** What came a second time climbs no rung. */
function twice(handshake: Handshake, { message: kind }: Hop, event: string): Handshake {
  return kind === 'offer' || kind === 'answer'
    ? { ...handshake, twice: { [kind]: event, ...handshake.twice } }
    : handshake;
}

/** Is it an answer of the callee to the caller? */
function answers({ ref }: Handshake, { from, to }: Hop): boolean {
  return (from === undefined || from.id === ref.callee) && (to === undefined || to.id === ref.caller);
}

/** An answer that went to somebody else than the caller climbs no rung. */
function astray(handshake: Handshake, { kind, result, from, at }: Hop): Handshake {
  const misdirected = kind === 'answer-received' && result === 'reached' && from?.id === handshake.ref.callee;
  return misdirected ? { ...handshake, misdirectedAt: handshake.misdirectedAt ?? at } : handshake;
}

/** A provisional answer climbs no rung, and shows that the page is working on the final one. */
function provisionally(handshake: Handshake, { kind, result, at }: Hop): Handshake {
  return kind === 'answer-received' && result === 'reached' ? { ...handshake, provisionalAt: at } : handshake;
}

/** An answer shows that the offer was not replaced after all: two connections may be set up side by side. */
function answeredOnceMore(handshake: Handshake, { description, openOffers = 1 }: Hop): Handshake {
  const { supersededAt, ...rest } = handshake;
  const { session } = handshake.callee;
  const another = handshake.answers > 0 && session !== undefined && description?.session !== session;
  return {
    ...(supersededAt === undefined ? handshake : rest),
    answers: handshake.answers + 1,
    ...(another && { answeredTwice: true }),
    ...(openOffers > 1 && { ambiguous: true }),
  };
}

/** Takes over what a hop says of a participant itself. */
function introduce(handshake: Handshake, participant: HopParticipant | undefined): Handshake {
  const side = sideOf(handshake, participant?.id);
  if (!side || !participant) return handshake;
  const { username, transport, page } = handshake[side];
  const name = participant.username ?? username;
  const sight = participant.sight ?? { transport, page };
  if (name === username && sight.transport === transport && sight.page === page) return handshake;
  return withParty(handshake, side, { username: name, transport: sight.transport, page: sight.page });
}

const refusedOf = (code: RejectCode, { detail }: Hop): Refused => ({ code, ...(detail !== undefined && { detail }) });

function refusal(handshake: Handshake, kind: 'offer' | 'answer', hop: Hop): Handshake {
  const { reason, at, movedTo, outside } = hop;
  if (!reason) return handshake;
  return {
    ...handshake,
    refused: { ...handshake.refused, [kind]: { ...refusedOf(reason, hop), at } },
    ...(movedTo !== undefined && { movedTo }),
    ...(outside && { outside }),
  };
}

function message(handshake: Handshake, hop: Hop): Handshake {
  const kind = hop.message === 'answer' ? 'answer' : 'offer';
  if (hop.result !== 'reached') {
    // A second one that is refused takes nothing from one that was taken.
    const received = `${kind}-received` as const;
    const second = hop.kind === received && handshake.marks[received] !== undefined;
    const before = handshake.refused[kind]?.code;
    // Somebody who had just left, and is called once more, is known to be gone, or where: that counts.
    const known = before !== undefined && !(before === 'target-left' && hop.reason === 'target-missing');
    return second || known ? handshake : refusal(handshake, kind, hop);
  }
  return described(mark(provable(handshake, kind, hop), hop.kind as Stage, hop), hop);
}

/** What was promised of the first forwarding holds: a later one, over another transport, proves another message. */
function provable(handshake: Handshake, kind: 'offer' | 'answer', { kind: step, to }: Hop): Handshake {
  if (!step.endsWith('-forwarded') || !to?.sight?.transport || handshake.proving[kind]) return handshake;
  if (handshake.marks[`${kind}-forwarded`]) return handshake;
  return { ...handshake, proving: { ...handshake.proving, [kind]: to.sight.queued ? 'queued' : 'at once' } };
}

/** Candidates inside a description count as received with it, and as passed on with it. */
function described(handshake: Handshake, hop: Hop): Handshake {
  const side = sideOf(handshake, hop.from?.id);
  if (!side || !hop.description) return handshake;
  const { candidates, ufrag, session, sends, media } = hop.description;
  const count = Object.values(candidates).reduce((sum, number) => sum + number, 0);
  const known = handshake[side];
  if (hop.kind.endsWith('-received')) {
    const tally = { ...known.candidates };
    for (const type of Object.keys(tally) as CandidateType[]) tally[type] += candidates[type];
    return withParty(handshake, side, {
      received: known.received + count,
      inside: known.inside + count,
      empty: ufrag === undefined && Object.values(media).every((sections) => sections === 0),
      unusable: ufrag === undefined || Object.values(media).every((sections) => sections === 0),
      candidates: tally,
      ...(ufrag !== undefined && { ufrag }),
      ...(session !== undefined && { session }),
      ...(sends !== undefined && { sends }),
    });
  }
  return count === 0 || !hop.kind.endsWith('-forwarded') ? handshake : passed(handshake, side, count, hop.at);
}

function candidate(handshake: Handshake, hop: Hop): Handshake {
  const side = sideOf(handshake, hop.from?.id);
  if (side && hop.kind === 'candidate-received' && hop.result !== 'reached' && hop.reason)
    return withParty(handshake, side, {
      refusedCandidate: handshake[side].refusedCandidate ?? refusedOf(hop.reason, hop),
    });
  if (!side || !hop.candidate || hop.candidate.end || hop.result !== 'reached') return handshake;
  if (hop.kind === 'candidate-forwarded') return passed(handshake, side, 1, hop.at);
  const { candidates, received } = handshake[side];
  const { type, unplaced } = hop.candidate;
  return withWhole(handshake, side, {
    ...handshake[side],
    ...(unplaced && { unplaced }),
    received: received + 1,
    candidates: type ? { ...candidates, [type]: candidates[type] + 1 } : candidates,
  });
}

function passed(handshake: Handshake, side: Side, count: number, at: number): Handshake {
  const { forwarded, forwardedAt = at } = handshake[side];
  return withWhole(handshake, side, { ...handshake[side], forwarded: forwarded + count, forwardedAt });
}

/**
 * What went out over HTTP polling has no proof of its own. A client goes over to its WebSocket when it has got all of that
 * (Engine.IO protocol, revision 4: transport upgrade), so that a pong there proves it; before that there is none.
 */
function provedByUpgrade(handshake: Handshake, hop: Hop): Handshake {
  const side = sideOf(handshake, hop.from?.id);
  const sent = side === 'callee' ? 'offer' : 'answer';
  const { marks, proving } = handshake;
  const went = marks[`${sent}-forwarded`];
  const unproved = went && went.at <= hop.at && !marks[`${sent}-delivered`] && !proving[sent];
  return side && unproved && hop.seenBy === 'transport' ? mark(handshake, `${sent}-delivered`, hop) : handshake;
}

function alive(handshake: Handshake, hop: Hop): Handshake {
  const side = sideOf(handshake, (hop.to ?? hop.from)?.id);
  // One pong proves many messages: it is one sign of life.
  if (!side || (handshake[side].aliveAt ?? 0) >= hop.at) return handshake;
  // Who came by HTTP polling has gone over to a WebSocket, where there are pongs.
  const transport = handshake[side].transport || hop.seenBy === 'transport';
  return withWhole(handshake, side, { ...handshake[side], aliveAt: hop.at, transport });
}

/** A candidate is in the other's browser. */
function arrived(handshake: Handshake, { from, at }: Hop): Handshake {
  const side = sideOf(handshake, from?.id);
  if (!side || handshake[side].deliveredAt !== undefined) return handshake;
  return withWhole(handshake, side, { ...handshake[side], deliveredAt: at });
}
