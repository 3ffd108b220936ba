import type { CandidateType, DescriptionFacts } from '../../protocol/facts.js';
import type { RejectCode } from '../../protocol/rejects.js';
import { sides, type Side } from '../../protocol/verdict.js';
import { advance } from '../../src/domain/advance.js';
import { open, type Handshake } from '../../src/domain/handshake.js';
import type { Departure, Failure, HandshakeRef, Hop, HopKind } from '../../src/domain/hop.js';
import { defaultWaits, type Waits } from '../../src/domain/ladder.js';
import { diagnose } from '../../src/domain/diagnose.js';
import type { Verdict } from '../../src/domain/verdict.js';

/** Times of a story are ms since its beginning, which is here. */
const beginning = 1_700_000_000_000;

export const ref: HandshakeRef = {
  id: 'h1',
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  caller: 'anna',
  callee: 'boris',
};
export const ids: Readonly<Record<Side, string>> = { caller: ref.caller, callee: ref.callee };
const other = (side: Side): Side => (side === 'caller' ? 'callee' : 'caller');

/** What can be seen at somebody's end: WebSocket, HTTP polling, WebSocket with our client library. */
export const webSocket = { transport: true, page: false };
export const polling = { transport: false, page: false };
export const acknowledging = { transport: true, page: true };
type Sight = typeof webSocket;

export function description(candidates: Partial<Record<CandidateType, number>> = {}, ufrag?: string): DescriptionFacts {
  return {
    bytes: 3000,
    ...(ufrag !== undefined && { ufrag }),
    media: { audio: 1, video: 0, application: 0 },
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0, ...candidates },
  };
}

export function hop(kind: HopKind, at: number, more: Partial<Hop> = {}): Hop {
  return { kind, result: 'reached', seenBy: 'gateway', at: beginning + at, tookMs: 0, handshake: ref, ...more };
}

const offerWay = { message: 'offer', from: { id: ref.caller } } as const;
const answerWay = { message: 'answer', from: { id: ref.callee } } as const;

export const offerReceived = (at: number, facts = description()): Hop =>
  hop('offer-received', at, { ...offerWay, to: { id: ref.callee }, description: facts });
export const offerForwarded = (at: number, sight: Sight = webSocket, facts = description()): Hop =>
  hop('offer-forwarded', at, { ...offerWay, to: { id: ref.callee, sight }, description: facts });
export const offerDelivered = (at: number): Hop =>
  hop('offer-delivered', at, { ...offerWay, to: { id: ref.callee }, seenBy: 'transport' });
export const offerHandled = (at: number): Hop =>
  hop('offer-handled', at, { ...offerWay, to: { id: ref.callee }, seenBy: 'page' });

export const answerReceived = (at: number, facts = description()): Hop =>
  hop('answer-received', at, { ...answerWay, to: { id: ref.caller }, description: facts });
export const answerForwarded = (at: number, sight: Sight = webSocket, facts = description()): Hop =>
  hop('answer-forwarded', at, { ...answerWay, to: { id: ref.caller, sight }, description: facts });
export const answerDelivered = (at: number): Hop =>
  hop('answer-delivered', at, { ...answerWay, to: { id: ref.caller }, seenBy: 'transport' });
export const answerHandled = (at: number): Hop =>
  hop('answer-handled', at, { ...answerWay, to: { id: ref.caller }, seenBy: 'page' });

/** A candidate that the gateway took from a side and passed on. */
export function candidate(side: Side, at: number, type: CandidateType = 'host', sight: Sight = webSocket): Hop[] {
  const more: Partial<Hop> = {
    message: 'ice-candidate',
    from: { id: ids[side] },
    to: { id: ids[other(side)] },
    candidate: { bytes: 120, end: false, type },
  };
  return [
    hop('candidate-received', at, more),
    hop('candidate-forwarded', at, { ...more, to: { id: ids[other(side)], sight } }),
  ];
}

/** The pong to a question: the connection works, and nothing was sent before it. */
export const alive = (side: Side, at: number): Hop =>
  hop('alive', at, { from: { id: ids[side] }, seenBy: 'transport' });
export const left = (side: Side, at: number, departure: Departure = 'left'): Hop =>
  hop('left', at, { from: { id: ids[side] }, departure });
export const refused = (draft: Hop, reason: RejectCode): Hop => ({ ...draft, result: 'refused', reason });

/** What a side's probe reports: a step that went well, or one that did not. */
export const probe = (side: Side, kind: HopKind, at: number, more: Partial<Hop> = {}): Hop =>
  hop(kind, at, { from: { id: ids[side] }, seenBy: 'probe', ...more });
export const threw = (side: Side, kind: HopKind, at: number, failure: Failure): Hop =>
  probe(side, kind, at, { result: 'failed', failure });
/** The probe has reported all that was up to this moment. */
export const probeAlive = (side: Side, at: number): Hop => probe(side, 'probe-alive', at);
/** Both are in the room, where no offer has come yet. */
export const met = (at: number, sight: Sight = webSocket): Hop =>
  hop('met', at, { from: { id: ref.caller, sight }, to: { id: ref.callee, sight } });
/** The probe is on the page of a side, whose connection is a WebSocket. */
export const probeStarted = (side: Side, at: number, ice?: Hop['ice'], sight: Sight = webSocket): Hop =>
  probe(side, 'probe-started', at, { from: { id: ids[side], sight }, ...(ice && { ice }) });

/** An offer on its way to a browser at the other end of a WebSocket. */
export const offered: readonly Hop[] = [offerReceived(0), offerForwarded(1), offerDelivered(3)];
/** An offer and its answer, both delivered. */
export const answered: readonly Hop[] = [...offered, answerReceived(50), answerForwarded(51), answerDelivered(53)];
/** All that a gateway can see of a call that works. */
export const signaled: readonly Hop[] = [...answered, ...candidate('caller', 60), ...candidate('callee', 61)];

/**
 * The same call with a probe on the pages of these sides, as far as both descriptions are applied.
 *
 * @param taking the sides whose pages apply the candidates that they get
 */
export function negotiated(
  present: readonly Side[] = sides,
  candidates: readonly Hop[] = bothHost,
  taking: readonly Side[] = sides,
): Hop[] {
  const reports: Record<Side, Hop[]> = {
    caller: [probeStarted('caller', 0), probe('caller', 'offer-created', 0), probe('caller', 'answer-applied', 55)],
    callee: [probeStarted('callee', 0), probe('callee', 'offer-applied', 10), probe('callee', 'answer-created', 40)],
  };
  const taken = present
    .filter((side) => taking.includes(side) && candidates.some(({ from }) => from?.id === ids[other(side)]))
    .map((side) => probe(side, 'candidate-applied', 62));
  return [...answered, ...candidates, ...present.flatMap((side) => reports[side]), ...taken];
}
export const bothHost: readonly Hop[] = [...candidate('caller', 60), ...candidate('callee', 61)];

/** The rungs of the path, of one side's probe. */
export const path = (side: Side, at: number, ...kinds: readonly HopKind[]): Hop[] =>
  kinds.map((kind, index) => probe(side, kind, at + 10 * index));
/** ICE, DTLS and media, on both sides. */
export const connected: readonly Hop[] = [
  ...negotiated(),
  ...sides.flatMap((side) => path(side, 100, 'ice-connected', 'dtls-connected', 'media-flowing')),
];

/** What the hops of one handshake add up to, in the order in which they come. */
export function handshakeOf(hops: readonly Hop[]): Handshake {
  const [first] = hops;
  if (!first) throw new Error('a story has at least one hop');
  return hops.reduce(advance, open(first.handshake ?? ref, first));
}

/**
 * Stories say what is known in the end: no probe is waited for that the story does not have, and no person: what is late
 * has failed. A line is a quick one.
 */
export const storyWaits: Waits = {
  ...defaultWaits,
  probe: 0,
  ring: 0,
  silence: 2000,
  'offer-delivered': 2000,
  'answer-delivered': 2000,
};

/** The verdict on a handshake, at a time of the story. */
export function verdictOn(handshake: Handshake, at: number, waits: Waits = storyWaits): Verdict {
  return diagnose(handshake, waits, beginning + at);
}

/** The verdict on a story, at a time of it; hops that come later are not known yet. */
export function verdictAt(at: number, hops: readonly Hop[], waits: Waits = storyWaits): Verdict {
  return verdictOn(handshakeOf(hops.filter((told) => told.at <= beginning + at)), at, waits);
}

/** A story's time as the hops and verdicts have it. */
export const time = (at: number): number => beginning + at;

/** The status of every rung, by its stage. */
export function statuses({ rungs }: Verdict): Record<string, string> {
  return Object.fromEntries(rungs.map(({ stage, status }) => [stage, status]));
}
