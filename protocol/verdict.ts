import { z } from 'zod';
import { evidenceLevels, stages } from './stages.js';

/** How a handshake ended, or that it has not. */
export const outcomes = ['connected', 'signaled', 'failed', 'abandoned', 'superseded', 'pending'] as const;
export type Outcome = (typeof outcomes)[number];

/** Why a ladder stopped: a closed list, in the order in which the rules are asked. */
export const causeCodes = [
  'target-missing',
  'target-left',
  'rejected',
  'media-denied',
  'offer-refused',
  'answer-refused',
  'connection-lost',
  'gateway-lost',
  'abandoned',
  'glare',
  'answer-unexpected',
  'never-offered',
  'offer-not-delivered',
  'answer-not-delivered',
  'answer-not-created',
  'answer-not-sent',
  'offer-ignored',
  'no-answer',
  'message-lost',
  'turn-unauthorized',
  'turn-unreachable',
  'no-relay-candidate',
  'candidates-none',
  'candidates-one-way',
  'candidate-refused',
  'ice-failed',
  'ice-stuck',
  'dtls-failed',
  'no-media',
] as const;
export type CauseCode = (typeof causeCodes)[number];

/** Who owes the missing rung. */
export const owners = [
  'caller',
  'callee',
  'both',
  'caller-network',
  'callee-network',
  'gateway',
  'path',
  'turn',
  'nobody',
  'not-known',
] as const;
export type Owner = (typeof owners)[number];

/** `missing`: its wait is over. `unseen`: nobody present could have seen it. The two are never mixed up. */
export const rungStatuses = ['reached', 'implied', 'pending', 'missing', 'unseen'] as const;
export type RungStatus = (typeof rungStatuses)[number];

/** Both participants of a handshake. */
export const sides = ['caller', 'callee'] as const;
export type Side = (typeof sides)[number];

const milliseconds = z.number().describe("Milliseconds since the Unix epoch, by the gateway's clock");
const person = z.object({ id: z.string(), username: z.string() });
const counts = z.object({ host: z.int(), srflx: z.int(), prflx: z.int(), relay: z.int() });

/** One rung of one handshake. */
export const rungViewSchema = z.object({
  stage: z.enum(stages),
  status: z.enum(rungStatuses),
  at: milliseconds.optional(),
  tookMs: z.number().optional().describe('Milliseconds since the rung before it that has a time'),
  seenBy: z.enum(evidenceLevels).optional(),
  uncertaintyMs: z
    .number()
    .optional()
    .describe('How far off `at` may be, in milliseconds, where the clock of a browser told it'),
  reason: z.string().optional().describe('Reject code, or name of the error, that stands at this rung'),
});
export type RungView = z.infer<typeof rungViewSchema>;

/** A handshake and its verdict, as the API and the `verdict` event give it. */
export const handshakeViewSchema = z.object({
  id: z.string(),
  traceId: z.string(),
  room: z.string(),
  caller: person,
  callee: person,
  startedAt: milliseconds,
  settledAt: milliseconds.optional(),
  outcome: z.enum(outcomes),
  stage: z.enum(stages).optional().describe('The first missing rung; while pending, the rung that is waited for'),
  cause: z.enum(causeCodes).optional().describe('Absent where nothing stopped, and where nobody could know why it did'),
  owedBy: z.enum(owners).optional(),
  evidence: z.enum(evidenceLevels),
  sentence: z.string(),
  advice: z.string(),
  remarks: z.array(z.enum(causeCodes)).describe('What was seen besides, and is no failure'),
  candidates: z
    .object({ caller: counts, callee: counts })
    .describe('Candidates that came, by their sender and type, inside descriptions or alone'),
  ladder: z.array(rungViewSchema),
  previous: z.string().optional().describe('The handshake of the same two participants before this one'),
});
export type HandshakeView = z.infer<typeof handshakeViewSchema>;

/** What each of the two is told when a handshake settles, or its verdict changes. */
export interface VerdictMessage extends HandshakeView {
  /** Which of the two the receiver is; the advice is for that person. */
  you: Side;
}
