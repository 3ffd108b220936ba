import type { CandidateType } from '../../protocol/facts.js';
import type { RejectCode } from '../../protocol/rejects.js';
import { stages, type Evidence, type Stage } from '../../protocol/stages.js';
import type { Side } from '../../protocol/verdict.js';
import { ladder } from './ladder.js';
import { overcome, withFault, type Fault } from './faults.js';
import type { Departure, HandshakeRef, Hop, HopKind, HopParticipant } from './hop.js';

/** When a rung was reached, and how that was seen. */
export interface Mark {
  readonly at: number;
  readonly seenBy: Evidence;
}

/** One of the two participants, as far as this handshake knows it. */
export interface Party {
  readonly id: string;
  readonly username: string;
  /** What can be seen at its end. */
  readonly transport: boolean;
  readonly page: boolean;
  readonly probe: boolean;
  /** Candidates of it that the gateway received, and those it could pass on; in descriptions or alone, by type. */
  readonly candidates: Readonly<Record<CandidateType, number>>;
  readonly received: number;
  readonly forwarded: number;
  readonly forwardedAt?: number;
  /** The ICE username fragment, hashed: one that stays means that the candidates of before still hold. */
  readonly ufrag?: string;
  /** Last proof that its connection to the gateway works. */
  readonly aliveAt?: number;
  readonly left?: { readonly at: number; readonly departure: Departure };
  readonly ice?: { readonly relayOnly: boolean; readonly turn: boolean };
  /** Its own probe's rungs of the path: ICE, DTLS, media. */
  readonly marks: Readonly<Partial<Record<Stage, Mark>>>;
  /** When its probe last said that a step went well. */
  readonly done: Readonly<Partial<Record<HopKind, number>>>;
}

/** One handshake: what its hops add up to. Plain data; `advance` makes the next one from the one before. */
export interface Handshake {
  readonly ref: HandshakeRef;
  readonly room: string;
  readonly openedAt: number;
  readonly caller: Party;
  readonly callee: Party;
  readonly marks: Readonly<Partial<Record<Stage, Mark>>>;
  /** First refusal of its offer, and of its answer. */
  readonly refused: Readonly<Partial<Record<'offer' | 'answer', { code: RejectCode; at: number }>>>;
  readonly faults: readonly Fault[];
  /** Final answers the gateway received; a second one is a remark. */
  readonly answers: number;
  /** The answer went to somebody else. */
  readonly misdirectedAt?: number;
  /** When the first of the offers that this one replaces was made: the callee has owed an answer since then. */
  readonly askedSince?: number;
  /** An offer the other way, while neither was answered. */
  readonly rival?: string;
  /** Its offer was rolled back or replaced: by a newer one, or by the other side's. */
  readonly supersededAt?: number;
}

/** The handshake that a first hop opens. */
export function open(ref: HandshakeRef, hop: Hop): Handshake {
  return {
    ref,
    room: hop.room ?? '',
    openedAt: hop.at - hop.tookMs,
    caller: party(ref.caller),
    callee: party(ref.callee),
    marks: {},
    refused: {},
    faults: [],
    answers: 0,
  };
}

/** The handshake after one more hop; a hop that tells it nothing returns it as it is. */
export function advance(before: Handshake, hop: Hop): Handshake {
  const handshake = introduce(introduce(before, hop.from), hop.to);
  if (hop.seenBy === 'probe') return probed(handshake, hop);
  if (hop.message === 'answer' && !answers(handshake, hop)) return astray(handshake, hop);
  switch (hop.kind) {
    case 'offer-received':
    case 'offer-forwarded':
    case 'answer-forwarded':
      return message(handshake, hop);
    case 'answer-received': {
      const final = hop.result === 'reached' && !hop.provisional;
      return message(final ? { ...handshake, answers: handshake.answers + 1 } : handshake, hop);
    }
    case 'offer-delivered':
    case 'offer-handled':
    case 'answer-delivered':
    case 'answer-handled':
      return hop.result === 'reached' ? alive(mark(handshake, hop.kind, hop), hop) : handshake;
    case 'candidate-received':
    case 'candidate-forwarded':
      return candidate(handshake, hop);
    case 'candidate-delivered':
    case 'alive':
      return hop.result === 'reached' ? alive(handshake, hop) : handshake;
    case 'left':
      return hop.result === 'reached' ? depart(handshake, hop) : handshake;
    default:
      return handshake;
  }
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

/** Candidates of a side have passed, here or, under the same ICE username fragment, in the handshake before. */
export function exchanged({ forwarded }: Party): boolean {
  return forwarded > 0;
}

export const otherSide = (side: Side): Side => (side === 'caller' ? 'callee' : 'caller');

/** Which of the two a participant is. */
export function sideOf(handshake: Handshake, id: string | undefined): Side | undefined {
  if (id === handshake.ref.caller) return 'caller';
  return id === handshake.ref.callee ? 'callee' : undefined;
}

/** Replaces one of the two parties. */
export function withParty(handshake: Handshake, side: Side, change: Partial<Party>): Handshake {
  return { ...handshake, [side]: { ...handshake[side], ...change } };
}

function party(id: string): Party {
  return {
    id,
    username: '',
    transport: false,
    page: false,
    probe: false,
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
    received: 0,
    forwarded: 0,
    marks: {},
    done: {},
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

function mark(handshake: Handshake, stage: Stage, { at, seenBy }: Hop): Handshake {
  if (handshake.marks[stage]) return handshake;
  return { ...handshake, marks: { ...handshake.marks, [stage]: { at, seenBy } } };
}

function message(handshake: Handshake, hop: Hop): Handshake {
  const kind = hop.message === 'answer' ? 'answer' : 'offer';
  if (hop.result !== 'reached') {
    if (handshake.refused[kind] || !hop.reason) return handshake;
    return { ...handshake, refused: { ...handshake.refused, [kind]: { code: hop.reason, at: hop.at } } };
  }
  return described(mark(handshake, hop.kind as Stage, hop), hop);
}

/** Candidates inside a description count as received with it, and as passed on with it. */
function described(handshake: Handshake, hop: Hop): Handshake {
  const side = sideOf(handshake, hop.from?.id);
  if (!side || !hop.description) return handshake;
  const { candidates, ufrag } = hop.description;
  const count = Object.values(candidates).reduce((sum, number) => sum + number, 0);
  const known = handshake[side];
  if (hop.kind.endsWith('-received')) {
    const tally = { ...known.candidates };
    for (const type of Object.keys(tally) as CandidateType[]) tally[type] += candidates[type];
    return withParty(handshake, side, {
      received: known.received + count,
      candidates: tally,
      ...(ufrag !== undefined && { ufrag }),
    });
  }
  return count === 0 ? handshake : passed(handshake, side, count, hop.at);
}

function candidate(handshake: Handshake, hop: Hop): Handshake {
  const side = sideOf(handshake, hop.from?.id);
  if (!side || !hop.candidate || hop.candidate.end || hop.result !== 'reached') return handshake;
  if (hop.kind === 'candidate-forwarded') return passed(handshake, side, 1, hop.at);
  const { candidates, received } = handshake[side];
  const { type } = hop.candidate;
  return withParty(handshake, side, {
    received: received + 1,
    ...(type && { candidates: { ...candidates, [type]: candidates[type] + 1 } }),
  });
}

function passed(handshake: Handshake, side: Side, count: number, at: number): Handshake {
  const { forwarded, forwardedAt = at } = handshake[side];
  return withParty(handshake, side, { forwarded: forwarded + count, forwardedAt });
}

function alive(handshake: Handshake, hop: Hop): Handshake {
  const side = sideOf(handshake, (hop.to ?? hop.from)?.id);
  return side ? withParty(handshake, side, { aliveAt: Math.max(hop.at, handshake[side].aliveAt ?? 0) }) : handshake;
}

function depart(handshake: Handshake, { from, at, departure = 'left' }: Hop): Handshake {
  const side = sideOf(handshake, from?.id);
  return side && !handshake[side].left ? withParty(handshake, side, { left: { at, departure } }) : handshake;
}

/** Rungs that each side climbs on its own: reached only when every side that can be seen has. */
export const pathRungs: readonly Stage[] = ['ice-connected', 'dtls-connected', 'media-flowing'];

function probed(before: Handshake, hop: Hop): Handshake {
  const { kind, at, seenBy, failure } = hop;
  const side = sideOf(before, hop.from?.id);
  if (!side) return before;
  const handshake = before[side].probe ? before : withParty(before, side, { probe: true });
  const { done, marks } = handshake[side];
  if (kind === 'probe-started') return hop.ice ? withParty(handshake, side, { ice: hop.ice }) : handshake;
  if (hop.result !== 'reached') {
    const faults = withFault(handshake.faults, { name: 'unknown', ...failure, kind, side, at }, done[kind]);
    return faults === handshake.faults ? handshake : { ...handshake, faults };
  }
  const faults = overcome(handshake.faults, side, kind, at);
  const better = withParty(faults === handshake.faults ? handshake : { ...handshake, faults }, side, {
    done: { ...done, [kind]: Math.max(at, done[kind] ?? at) },
  });
  const stage = stages.find((known) => known === kind);
  if (!stage) return better;
  const { at: end, seer } = ladder[stage];
  if (!pathRungs.includes(stage)) return end === side && seer === 'probe' ? mark(better, stage, hop) : better;
  return marks[stage] ? better : withParty(better, side, { marks: { ...marks, [stage]: { at, seenBy } } });
}
