import { z } from 'zod';
import { limits, utf8Bytes } from './limits.js';
import type { Refusal } from './rejects.js';
import type { ReportBatch, ReportReceipt } from './reports.js';
import type { MessageKind } from './stages.js';
import type { VerdictMessage } from './verdict.js';

const bounded = (chars: number) => z.string().min(1).max(chars);

/** Marks an issue as "too large" rather than "wrong shape", so that the sender learns which. */
export const tooLarge = 'too-large';
const withinBytes = (bytes: number) =>
  z.string().refine((text) => text.length <= bytes && utf8Bytes(text) <= bytes, {
    message: `must be at most ${bytes} bytes`,
    params: { code: tooLarge },
  });

/** What a page adds of its own: relayed as it is, but only plain values, so that nothing nests without a bound. */
const extraField = z.union([z.string().max(limits.extraFieldChars), z.number(), z.boolean(), z.null()]);

/** Asked before any field is looked at: thousands of wrong ones, each with a complaint of its own, would hold up everybody. */
const fewFields = z.custom<unknown>((value) => {
  if (typeof value !== 'object' || Array.isArray(value)) return true;
  // What Socket.IO leaves in the place of an attachment.
  if (value !== null && '_placeholder' in value) return false;
  let left = limits.fields;
  for (const _ in value) if (--left < 0) return false;
  return true;
}, `must be an object of at most ${limits.fields} fields`);

/** `{traceparent, tracestate?}` of W3C Trace Context: optional, so that a page can carry its own trace through. */
export const traceSchema = z.object({
  traceparent: z
    .string()
    .regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/, 'must be a version 00 traceparent'),
  tracestate: z.string().max(limits.tracestateChars).optional(),
});

/** RTCSessionDescriptionInit (W3C webrtc-pc, section 4.6.2) of an offer. */
export const offerSchema = z
  .object({ type: z.literal('offer'), sdp: withinBytes(limits.sdpBytes) })
  .catchall(extraField);
/** RTCSessionDescriptionInit of an answer, provisional ones included. */
export const answerSchema = z
  .object({ type: z.enum(['answer', 'pranswer']), sdp: withinBytes(limits.sdpBytes) })
  .catchall(extraField);
/** RTCIceCandidateInit (section 4.8.1); null, or an empty candidate string, says that there are no more. */
export const candidateSchema = z
  .object({
    candidate: withinBytes(limits.candidateBytes).optional(),
    sdpMid: z.string().max(limits.extraFieldChars).nullish(),
    sdpMLineIndex: z.int().min(0).max(65_535).nullish(),
    usernameFragment: z.string().max(256).nullish(),
  })
  .catchall(extraField)
  .nullable();

const target = bounded(limits.targetChars);
const trace = traceSchema.optional();

/** Payload of each relayed message. Fields beside these are the page's own and stay behind, as with a bare relay. */
export const messageSchemas = {
  offer: z.object({ target, offer: fewFields.pipe(offerSchema), trace }),
  answer: z.object({ target, answer: fewFields.pipe(answerSchema), trace }),
  'ice-candidate': z.object({ target, candidate: fewFields.pipe(candidateSchema), trace }),
} as const satisfies Record<MessageKind, z.ZodType>;

/** One that is seen: Unicode counts some blanks as letters or symbols, of hangul, braille, hieroglyphs and music. */
const seen = /(?![\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{13441}\u{13442}\u{1D159}])[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * A name that people read: it shows something. And no control characters, which forge lines and colour terminals, none
 * that turn the direction of the text around them (Unicode Standard Annex 9, section 2), and no halves of characters.
 */
const name = (chars: number) =>
  bounded(chars)
    .regex(
      /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u,
      'must be plain text, without control characters',
    )
    .regex(seen, 'must show something: a letter, a number or a sign');

const room = name(limits.roomChars);
/** A token as a page sends it (JWT, RFC 7519); about as long as a header may be. */
export const tokenSchema = z.string().max(limits.tokenChars);
/** `join-room` in its object form; `token` takes the place of the one that the connection came with. */
export const joinSchema = z.object({
  room,
  username: name(limits.usernameChars),
  token: tokenSchema.optional(),
  /**
   * Engine.IO session ids of the connections that this one takes the place of: only their own page and the gateway know
   * them. The gateway may not have noticed yet that those are dead.
   */
  replaces: z.array(z.string().max(limits.targetChars)).max(limits.replacedSessions).optional().catch(undefined),
});
export const leaveSchema = z.union([room, z.object({ room }).transform((leave) => leave.room)]).optional();

export type Trace = z.infer<typeof traceSchema>;
export type Offer = z.infer<typeof offerSchema>;
export type Answer = z.infer<typeof answerSchema>;
export type Candidate = z.infer<typeof candidateSchema>;
export type Join = z.infer<typeof joinSchema>;

/** One participant as the others see it; `socketId` is its Socket.IO id. */
export interface Participant {
  socketId: string;
  username: string;
}

/** Another participant, and who of the two gives way. */
export interface Other extends Participant {
  /**
   * What the receiver of this is towards that participant, in the sense of "perfect negotiation" (W3C webrtc-pc,
   * section 10.7): the later of the two to join is polite, so that both hear the same.
   */
  polite?: boolean;
}

/** RTCIceServer (W3C webrtc-pc, section 4.2.4). */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** What `GET /ice-servers` answers too: `ttl` is how many seconds the TURN credentials are good for. */
export interface IceServers {
  iceServers: IceServer[];
  ttl?: number;
}

/** What every event with an acknowledgement answers. It has no key `event`, which some servers read as an emit. */
export type Ack<T extends object = object> = ({ ok: true } & T) | { ok: false; error: Refusal };
type AckOf<T extends object = object> = (answer: Ack<T>) => void;

export interface JoinAck extends IceServers {
  self: Participant;
  room: string;
  /** Everybody in the room, the joiner included and without a `polite`. */
  users: Other[];
}
/** How many seconds the token that was taken is still good for; absent where the gateway asks for none. */
export interface RenewAck {
  expiresIn?: number;
}
export interface RelayAck {
  /** Id of the handshake that the message belongs to; a candidate ahead of its offer has none yet. */
  handshake?: string;
}

/** What a relayed message carries beside its description or candidate. */
interface Addressed {
  target: string;
  trace?: Trace | undefined;
  /**
   * Names the message among those of its sender in the room: sent once more, because no acknowledgement came, it gets the
   * same acknowledgement and is relayed once. At most 64 characters; anything else is a field of the page's own.
   */
  messageId?: string;
}

/** Events from a client to the gateway. */
export interface ClientToServer {
  'join-room': {
    (room: string, username: string, ack?: AckOf<JoinAck>): void;
    (join: Join, ack?: AckOf<JoinAck>): void;
  };
  'leave-room': (room?: string, ack?: AckOf) => void;
  /** A fresh token for the same holder: the connection lives on by its time. */
  'renew-token': (token: string, ack?: AckOf<RenewAck>) => void;
  offer: (message: Addressed & { offer: Offer }, ack?: AckOf<RelayAck>) => void;
  answer: (message: Addressed & { answer: Answer }, ack?: AckOf<RelayAck>) => void;
  /** Reports of the page's probe; over HTTP they arrive where the socket is what is broken. */
  report: (batch: ReportBatch, ack?: AckOf<ReportReceipt>) => void;
  'ice-candidate': (message: Addressed & { candidate: Candidate }, ack?: AckOf<RelayAck>) => void;
}

/** What the gateway adds to a relayed message; `sender` is always set by the gateway. */
export interface Relayed {
  sender: string;
  handshake?: string;
  trace?: Trace;
}
export interface SignalingError extends Refusal {
  /** The event that was refused, cut to 64 characters. */
  event: string;
  target?: string;
}

/** Events from the gateway to a client. */
export interface ServerToClient {
  /** `ack` is there for clients that said `auth: { acks: true }` at connect: a promise that counts once it was kept. */
  'room-users': (users: Participant[], ack?: () => void) => void;
  'user-joined': (user: Other) => void;
  'user-left': (socketId: string) => void;
  /** `ack` for the same clients: to be called once the page has taken it. */
  offer: (message: { offer: Offer; username: string } & Relayed, ack?: () => void) => void;
  answer: (message: { answer: Answer } & Relayed, ack?: () => void) => void;
  'ice-candidate': (message: { candidate: Candidate } & Relayed) => void;
  /**
   * This instance is stopping and closes the connection next, after the handshakes that were open: a client that connects
   * again comes to another one. Socket.IO clients do so by themselves.
   */
  moving: (why: Refusal) => void;
  /**
   * A handshake is overdue, has settled, or its verdict has changed. That it went well goes to clients that said
   * `auth: { verdicts: true }`, or `ladder`, at connect, and to those who were told something else of it before.
   */
  verdict: (verdict: VerdictMessage) => void;
  /** A handshake has climbed a rung, or one below its verdict was seen late; for clients that said `auth: { ladder: true }` at connect. */
  ladder: (verdict: VerdictMessage) => void;
  /** Asks the probe of the page, which hears it by itself, for a report: whether a silence is one. */
  'report-wanted': () => void;
  /** The token is good for this many seconds more; then comes a `signaling-error`, and the connection is closed. */
  'token-expiring': (notice: { expiresIn: number }) => void;
  'signaling-error': (error: SignalingError) => void;
}
