import { z } from 'zod';

/** What a probe sees happen at its end: rungs of the ladder, and what explains why one is missing. */
export const probeSteps = [
  'probe-started',
  'media-requested',
  'media-captured',
  'offer-created',
  'offer-applied',
  'answer-created',
  'answer-applied',
  'candidate-applied',
  'candidates-gathered',
  'turn-allocated',
  'ice-connected',
  'dtls-connected',
  'media-flowing',
  'connection-kept',
  'connection-closed',
  'offer-sent',
  'answer-sent',
  'context-checked',
  'page-threw',
  'page-gone',
] as const;
export type ProbeStep = (typeof probeSteps)[number];

/**
 * Names of what a browser throws (ECMAScript; Web IDL, DOMException; W3C webrtc-pc, mediacapture-streams), and words of ours:
 * `source` and `path` for media that does not flow, `failed` for a state, `insecure` for a page that is no secure
 * context, `construct` for an RTCPeerConnection that could not be made.
 * A name outside the list is `unknown`: nothing that a page wrote may travel on.
 */
export const failureNames = [
  'AbortError',
  'InvalidAccessError',
  'InvalidModificationError',
  'InvalidStateError',
  'NetworkError',
  'NotAllowedError',
  'NotFoundError',
  'NotReadableError',
  'NotSupportedError',
  'OperationError',
  'OverconstrainedError',
  'RTCError',
  'ReferenceError',
  'SecurityError',
  'SyntaxError',
  'TimeoutError',
  'TypeError',
  'construct',
  'failed',
  'icecandidateerror',
  'insecure',
  'path',
  'source',
  'unknown',
] as const;
export type FailureName = (typeof failureNames)[number];

/** States of RTCPeerConnection.signalingState (W3C webrtc-pc, section 4.3.1). */
export const signalingStates = [
  'stable',
  'have-local-offer',
  'have-remote-offer',
  'have-local-pranswer',
  'have-remote-pranswer',
  'closed',
] as const;

/**
 * What a connection sends of sound and picture, by its own page: packets of a live track leave (`flows`); its tracks are
 * disabled or muted, or have ended; it negotiated to send and has no track; it has a track that it never negotiated; or
 * nothing was negotiated to be sent.
 */
export const sendings = ['flows', 'muted', 'ended', 'no-track', 'not-negotiated', 'nothing-negotiated'] as const;
export type Sending = (typeof sendings)[number];

const hash = z.string().regex(/^[0-9a-z]{1,12}$/);
/** Which description a report speaks of: hashes as in facts.ts. */
const descriptionRef = z.strictObject({ session: hash.optional(), version: hash.optional(), ufrag: hash.optional() });
const epochMs = z.number().min(0).max(8.64e15);
const count = z.int().min(0).max(10_000);

export const reportSchema = z.strictObject({
  step: z.enum(probeSteps),
  result: z.enum(['reached', 'failed']),
  /** By the page's clock. */
  at: epochMs,
  /** The RTCPeerConnection, counted within its page; absent for getUserMedia. */
  connection: z.int().min(0).max(1_000_000).optional(),
  local: descriptionRef.optional(),
  remote: descriptionRef.optional(),
  failure: z
    .strictObject({
      name: z.enum(failureNames),
      signalingState: z.enum(signalingStates).optional(),
      code: z.int().min(0).max(999).optional(),
    })
    .optional(),
  /** RTCConfiguration, on `probe-started`: relay candidates only, and whether a TURN server is named. */
  ice: z.strictObject({ relayOnly: z.boolean(), turn: z.boolean() }).optional(),
  /** The selected candidate pair goes through a TURN server, on `media-flowing`. */
  relayed: z.boolean().optional(),
  /** What is sent, whether sound or picture was negotiated to be received, and whether a data channel was opened, on `media-flowing`. */
  media: z.strictObject({ sends: z.enum(sendings), receives: z.boolean(), data: z.boolean() }).optional(),
  /** Hash of the Engine.IO session id of the socket that took it, on `offer-sent` and `answer-sent`. */
  socket: hash.optional(),
  /** Candidates of this side, on `candidates-gathered`. */
  candidates: z.strictObject({ host: count, srflx: count, prflx: count, relay: count }).optional(),
});
export type Report = z.infer<typeof reportSchema>;

/** Reports in one batch, and its size in bytes. */
export const reportLimits = { perBatch: 64, batchBytes: 32 * 1024 } as const;

export const reportBatchSchema = z.strictObject({
  /** Random, one per page load. */
  probe: z.string().regex(/^[0-9a-z]{8,32}$/),
  /** By the page's clock. */
  sentAt: epochMs,
  /** What to add to the page's clock to get the gateway's, by the exchange with the least round trip so far. */
  clock: z
    .strictObject({
      offsetMs: z.number(),
      uncertaintyMs: z.number().min(0).max(600_000),
      /** Whose clock that is, as the receipt has named it. */
      by: z
        .string()
        .regex(/^[0-9a-z]{1,32}$/)
        .optional(),
    })
    .optional(),
  /** Hash of the Engine.IO session id of the page's signaling: only the page and its gateway know that. */
  socket: hash.optional(),
  /** Reports of before that never came: too many waited, or a batch was refused. What is not told says nothing then. */
  lost: z.number().int().min(1).max(1_000_000).optional(),
  reports: z.array(reportSchema).max(reportLimits.perBatch),
});
export type ReportBatch = z.infer<typeof reportBatchSchema>;

/** What the intake answers: when it took the batch, by its own clock, and how many reports it could use. */
export interface ReportReceipt {
  receivedAt: number;
  accepted: number;
  /** Whose clock that is, where there may be several. */
  by?: string;
  /**
   * How often, in ms, the probe is to report while its page is in a call, also where it has nothing to say: at a watched
   * server, over whose signaling nobody but the app may ask it.
   */
  everyMs?: number;
}
