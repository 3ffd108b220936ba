import type { CandidateFacts, DescriptionFacts } from '../../protocol/facts.js';
import type { RejectCode } from '../../protocol/rejects.js';
import type { Report } from '../../protocol/reports.js';
import { otherSteps, stages, type Evidence, type MessageKind } from '../../protocol/stages.js';

/** Everything a hop can be about: a closed list, also the values of the `stage` label. */
export const hopKinds = [...stages, ...otherSteps] as const;
export type HopKind = (typeof hopKinds)[number];

/** The hops of a relayed message, in the order in which it makes them. */
export const hopsOf = {
  offer: { received: 'offer-received', forwarded: 'offer-forwarded', delivered: 'offer-delivered' },
  answer: { received: 'answer-received', forwarded: 'answer-forwarded', delivered: 'answer-delivered' },
  'ice-candidate': {
    received: 'candidate-received',
    forwarded: 'candidate-forwarded',
    delivered: 'candidate-delivered',
  },
} as const satisfies Record<MessageKind, Readonly<Record<'received' | 'forwarded' | 'delivered', HopKind>>>;

export const hopResults = ['reached', 'refused', 'failed'] as const;
export type HopResult = (typeof hopResults)[number];

/**
 * How a participant went: by leaving the room, by closing its connection, by a silence on it, by the gateway's hand; or it
 * was expelled, as its token had ended or it would not stop to flood.
 */
export const departures = ['left', 'closed', 'lost', 'cut', 'expelled'] as const;
export type Departure = (typeof departures)[number];

/** A participant as a hop names it. */
export interface HopParticipant {
  id: string;
  username?: string;
  /**
   * What can be seen at its end of the message that is forwarded: that its bytes have arrived (WebSocket pong), that its
   * page took it (ack). `queued`: a ping is under way already, so that the proof takes up to two round trips.
   */
  sight?: { transport: boolean; page: boolean; queued?: boolean };
  /** Hash of its Engine.IO session id, on `joined`: what its page's probe is known by. */
  session?: string;
  /** Its page was opened over plain HTTP from elsewhere than this machine, as its `Origin` says, on `joined`: it has no `navigator.mediaDevices`. */
  insecure?: true;
  /** Hash of its address, `User-Agent` and `Origin`, on `joined`: two of a room that share it may be one page twice. */
  browser?: string;
}

/** The handshake a hop belongs to, minted with its first hop. */
export interface HandshakeRef {
  id: string;
  /** W3C Trace Context ids: of the trace, and of the span that all hops hang below. */
  traceId: string;
  spanId: string;
  /** When the ids were made, in ms since the Unix epoch; absent where nobody knows. */
  mintedAt?: number;
  /** The page's own span, where the offer carried a `traceparent`: the parent of ours in the page's own trace. */
  parentSpanId?: string;
  /** The same, where it is not known whether the page's spans are exported: ours is in a trace of its own, and linked. */
  pageSpan?: { traceId: string; spanId: string };
  caller: string;
  callee: string;
  /** Its messages are passed on by a server that is watched, and not by the gateway. */
  relayedBy?: 'server';
  /** The handshake of the same pair before this one: renegotiation, ICE restart or a new attempt. */
  previous?: string;
}

/** What went wrong inside a browser, as far as its page's probe says it. */
export interface Failure {
  /** Name of the DOMException, or a word of ours: `source` or `path` for media that does not flow. */
  name: string;
  /** signalingState before the call that threw. */
  signalingState?: string;
  /** What the page gave to setRemoteDescription was no description: it has no `o=` line. */
  blank?: true;
  /** errorCode of an icecandidateerror (STUN, RFC 8489, section 14.8; 701: no answer). */
  code?: number;
}

/** What a watched server has done with a description or candidate that it got and handed to nobody who could use it. */
export interface Strayed {
  /** It went to nobody; to somebody else than who waits for it; or back to its own sender. */
  to: 'nobody' | 'another' | 'sender';
  /** The name of the event that brought it, where it is short and plain; a hash of it otherwise. */
  event?: string;
  /**
   * Somebody may have got it who is connected to the server and not seen: nothing shows that it was for one of `some` others
   * who are seen; `all`: nobody else is seen; `gone`: it names somebody who has left.
   */
  unseen?: 'some' | 'all' | 'gone';
}

/** The fact that a stage was reached, was refused or failed. Plain data, finished when it is made. */
export interface Hop {
  kind: HopKind;
  result: HopResult;
  /** Why the gateway refused it. */
  reason?: RejectCode;
  /** Which field broke which rule, where it was refused for its shape; never what the field held. */
  detail?: string;
  /** The name of an event that the gateway does not know, where it is short and plain; a hash of it otherwise. */
  event?: string;
  /** Why it failed in a browser. */
  failure?: Failure;
  seenBy: Evidence;
  /** Its page has not proved whose it is: by the session of its signaling; set by reports alone. */
  unproven?: true;
  /** When the step was over, in ms since the Unix epoch (fractions kept), and how long it took in ms. */
  at: number;
  tookMs: number;
  /** How far off `at` may be, in ms, where another clock told it than the gateway's. */
  uncertaintyMs?: number;
  /** How a participant went, on `left`. */
  departure?: Departure;
  message?: MessageKind;
  /** Names are for people: the ladder log and the console. */
  room?: string;
  from?: HopParticipant;
  to?: HopParticipant;
  handshake?: HandshakeRef;
  /** Told once more by the instance that took over from a lost one: of what came behind it, nothing is known. */
  last?: true;
  description?: DescriptionFacts;
  /** A provisional answer: it does not close the offer (RFC 9429, section 4.1.8). */
  provisional?: boolean;
  candidate?: CandidateFacts;
  /** Offers of the same caller that were open when the answer came, on `answer-received`: of several, nobody knows which it answers. */
  openOffers?: number;
  /** The id under which the target is in the room again, on a refused offer. */
  movedTo?: string;
  /** The page of the target is connected again and in no room, on a refused offer. */
  outside?: true;
  /** Where a watched server has left it, on a forwarding that failed. */
  strayed?: Strayed;
  /** A watched server has written a description to the same page before, word for word, and got it once: the name of its event. */
  twice?: string;
  /** Reports of the page were lost before, on `probe-alive`: what it has not said may have happened. */
  lost?: true;
  /** The other one: of the room, on `page-shared` and `connection-shared`; that with which the call goes on, on `replaced`; the member that one page is as well, or the participant that has the same connection. */
  other?: string;
  /** The page's RTCConfiguration, on `probe-started`: relay candidates only, and whether a TURN server is named. */
  ice?: { relayOnly: boolean; turn: boolean };
  /** The way goes through a TURN server, on `media-flowing`. */
  viaTurn?: boolean;
  /** What the side sends, and whether it negotiated to receive anything, on `media-flowing`. */
  media?: NonNullable<Report['media']>;
}
