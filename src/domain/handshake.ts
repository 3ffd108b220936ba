import type { CandidateType } from '../../protocol/facts.js';
import type { RejectCode } from '../../protocol/rejects.js';
import type { Evidence, Stage } from '../../protocol/stages.js';
import type { Side } from '../../protocol/verdict.js';
import type { Fault } from './faults.js';
import type { Departure, HandshakeRef, Hop, HopKind, Strayed } from './hop.js';
import type { Moment } from './moment.js';

/** When a rung was reached, and how that was seen. */
export interface Mark extends Moment {
  readonly seenBy: Evidence;
}

/** Why a message was refused, and which field broke which rule. */
export interface Refused {
  readonly code: RejectCode;
  readonly detail?: string;
}

/** One of the two participants, as far as this handshake knows it. */
export interface Party {
  readonly id: string;
  readonly username: string;
  /** What can be seen at its end. */
  readonly transport: boolean;
  readonly page: boolean;
  readonly probe: boolean;
  /** Who reports as its page has not proved to be it: nobody is blamed for what rests on that. */
  readonly unproven?: true;
  /** Candidates of it that the gateway received, and those it could pass on; in descriptions or alone, by type. */
  readonly candidates: Readonly<Record<CandidateType, number>>;
  readonly received: number;
  readonly forwarded: number;
  readonly forwardedAt?: number;
  /** Those that came inside its description: who applies that needs no others. */
  readonly inside: number;
  /** When the first of its candidates was proved to be in the other's browser. */
  readonly deliveredAt?: number;
  /** Some of its candidates have neither `sdpMid` nor `sdpMLineIndex`. */
  readonly unplaced?: true;
  /** Why the first of its candidates that the gateway refused was refused. */
  readonly refusedCandidate?: Refused;
  /** The ICE username fragment, hashed: one that stays means that the candidates of before still hold. */
  readonly ufrag?: string;
  /** Hash of the session of its last description: one per RTCPeerConnection. */
  readonly session?: string;
  /** Its last description has no section at all, or no ICE username fragment: the gateway sees that no browser can use it. */
  readonly unusable?: boolean;
  /** Its last description has no media section at all. */
  readonly empty?: boolean;
  /** Whether its last description has it send sound or picture; absent where that has no section of either. */
  readonly sends?: boolean;
  /** Last proof that its connection to the gateway works. */
  readonly aliveAt?: number;
  /** Up to when its probe has reported everything: what it did not say of the time before has not happened. */
  readonly reportedAt?: number;
  /** Some of its probe's reports were lost. */
  readonly lost?: true;
  readonly left?: Mark & { readonly departure: Departure };
  readonly ice?: { readonly relayOnly: boolean; readonly turn: boolean };
  /** Its probe says that the way goes through a TURN server. */
  readonly viaTurn?: boolean;
  /** What it sends and receives, as its own probe counts. */
  readonly media?: NonNullable<Hop['media']>;
  /** The member of the room that its page is as well, and how that is known. */
  readonly twin?: { readonly id: string; readonly seenBy: Evidence };
  /** Its RTCPeerConnection is that of a call with somebody else too. */
  readonly shared?: { readonly seenBy: Evidence };
  /** Two connections of its page have taken the same offer. */
  readonly doubled?: true;
  /** Its page has negotiated a connection that was not relayed here. */
  readonly elsewhere?: true;
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
  /** Descriptions whose delivery will be proved, and whether at once: not those that went out over HTTP polling. */
  readonly proving: Readonly<Partial<Record<'offer' | 'answer', 'at once' | 'queued'>>>;
  /** When a probe last told what had happened a while before: until then nobody could be asked about what follows from it. */
  readonly toldAt?: number;
  /** When the instance that kept it went away. */
  readonly lostAt?: number;
  /** No offer has come although both were there: what is known of the pair stands here up to the word of the caller's probe. */
  readonly met?: true;
  /** First refusal of its offer, and of its answer. */
  readonly refused: Readonly<Partial<Record<'offer' | 'answer', Refused & { at: number }>>>;
  /** The id under which the callee is in the room again. */
  readonly movedTo?: string;
  /** The page of the callee is connected again, and in no room. */
  readonly outside?: true;
  /** Where a watched server has left its offer, its answer, and the candidates of a side. */
  readonly strayed?: Readonly<Partial<Record<'offer' | 'answer' | Side, Strayed>>>;
  /** The event that brought the description that a watched server has written to the same page twice. */
  readonly twice?: Readonly<Partial<Record<'offer' | 'answer', string>>>;
  readonly faults: readonly Fault[];
  /** Final answers the gateway received; a second one is a remark. */
  readonly answers: number;
  /** A second answer came of another RTCPeerConnection than the first. */
  readonly answeredTwice?: true;
  /** Several offers of the caller were open when the answer came: which of them it answers only a probe can tell. */
  readonly ambiguous?: true;
  /** A probe says that the answer which came was made for another offer. */
  readonly misplacedAt?: number;
  /** When a provisional answer came: the page is working on the final one, which is waited for from then on. */
  readonly provisionalAt?: number;
  /** The answer went to somebody else. */
  readonly misdirectedAt?: number;
  /** When the first of the offers that this one replaces was made: the callee has owed an answer since then. */
  readonly askedSince?: number;
  /** An offer the other way, while neither was answered. */
  readonly rival?: string;
  /** Both offers were answered, each by the connection that had made the other one: neither stands. */
  readonly contested?: true;
  /** The two negotiated again although they were not through with this one: what flows is the newer one's matter. */
  readonly overtakenAt?: number;
  /** Its offer was rolled back or replaced: by a newer one, or by the other side's. */
  readonly supersededAt?: number;
  /** Its offer has reached several, and somebody else took it. */
  readonly goesOnElsewhere?: true;
}

/** Nothing yet: one object for all, as most of it stays so; a handshake weighs 0.3 kB less. */
const none = Object.freeze({});
const noFaults: readonly Fault[] = [];

/** The handshake that a first hop opens. */
export function open(ref: HandshakeRef, hop: Hop): Handshake {
  return {
    ref,
    room: hop.room ?? '',
    openedAt: hop.at - hop.tookMs,
    caller: party(ref.caller),
    callee: party(ref.callee),
    marks: none,
    proving: none,
    refused: none,
    faults: noFaults,
    answers: 0,
    ...(hop.last && { lostAt: hop.at }),
  };
}

/** Candidates of a side have passed, here or, under the same ICE username fragment, in the handshake before. */
export function exchanged({ forwarded }: Party): boolean {
  return forwarded > 0;
}

/** What a probe says of the devices, and not of the connection. */
const deviceSteps: readonly string[] = [
  'media-requested',
  'media-captured',
  'context-checked',
  'page-threw',
] satisfies HopKind[];

/**
 * Its probe is on the page and sees the connection of this handshake. One that has nothing to say of a connection which
 * provably exists looks at another window than the one that holds it.
 */
export function watched(handshake: Handshake, side: Side): boolean {
  const { probe, done, received } = handshake[side];
  if (!probe) return false;
  const { marks, answers, faults } = handshake;
  const speaks =
    Object.keys(done).some((step) => !deviceSteps.includes(step)) ||
    faults.some((fault) => fault.side === side && !deviceSteps.includes(fault.kind));
  const takesPart = side === 'caller' ? marks['offer-received'] !== undefined : answers > 0 || received > 0;
  return speaks || !takesPart;
}

/** Several offers were open when the answer came, and no probe has told which of them it answers. */
export function isAmbiguous({ ambiguous, misplacedAt, callee }: Handshake): boolean {
  return ambiguous === true && misplacedAt === undefined && callee.done['answer-created'] === undefined;
}

export const otherSide = (side: Side): Side => (side === 'caller' ? 'callee' : 'caller');

/** Which of the two a participant is. */
export function sideOf(handshake: Handshake, id: string | undefined): Side | undefined {
  if (id === handshake.ref.caller) return 'caller';
  return id === handshake.ref.callee ? 'callee' : undefined;
}

/** Replaces one of the two parties. */
export function withParty(handshake: Handshake, side: Side, change: Partial<Party>): Handshake {
  return withWhole(handshake, side, { ...handshake[side], ...change });
}

/** Written out for either side: with a computed key the copy takes three times as long, 78 ns instead of 26. */
export function withWhole(handshake: Handshake, side: Side, whole: Party): Handshake {
  return side === 'caller' ? { ...handshake, caller: whole } : { ...handshake, callee: whole };
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
    inside: 0,
    marks: none,
    done: none,
  };
}
