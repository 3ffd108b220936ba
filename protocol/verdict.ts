import { z } from 'zod';
import { causeCodes } from './causes.js';
import { evidenceLevels, otherSteps, stages } from './stages.js';

/** How a handshake ended, or that it has not. */
export const outcomes = [
  'connected',
  'signaled',
  'failed',
  'abandoned',
  'superseded',
  'not-judged',
  'pending',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Who owes the missing rung. */
export const owners = [
  'caller',
  'callee',
  'both',
  'caller-network',
  'callee-network',
  'gateway',
  'server',
  'path',
  'turn',
  'nobody',
  'not-known',
] as const;
export type Owner = (typeof owners)[number];

/**
 * `missing`: its wait is over. `unseen`: nobody present could have seen it. The two are never mixed up. `nothing-to-send`:
 * connected, and there is nothing that could arrive. Their first letters differ.
 */
export const rungStatuses = ['reached', 'implied', 'pending', 'missing', 'unseen', 'nothing-to-send'] as const;
export type RungStatus = (typeof rungStatuses)[number];

/** Both participants of a handshake. */
export const sides = ['caller', 'callee'] as const;
export type Side = (typeof sides)[number];

/**
 * Why nothing of a side is to be heard or seen at the other: the user or the system refused the device; the microphone is
 * off; its track has ended; a stream was negotiated and has no track; a track was added and never negotiated; or the page
 * has negotiated nothing to send.
 */
export const silences = ['denied', 'muted', 'ended', 'no-track', 'not-negotiated', 'nothing-negotiated'] as const;
export type Silence = (typeof silences)[number];

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
  detail: z.string().optional().describe('Which field of a refused message broke which rule'),
  silent: z
    .array(z.object({ side: z.enum(sides), why: z.enum(silences) }))
    .optional()
    .describe('On `media-flowing`: the sides that send nothing that could be heard or seen, and why'),
  arrivesAt: z
    .array(z.enum(sides))
    .optional()
    .describe('On `media-flowing`: the sides whose own probe says that what was negotiated flows'),
});
export type RungView = z.infer<typeof rungViewSchema>;

/** What is late, and may still come: the verdict that falls when the wait for people (`WAIT_RING`) is over too. */
export const overdueSchema = z.object({
  stage: z.enum(stages).describe('The rung that is waited for'),
  cause: z.enum(causeCodes).optional(),
  owedBy: z.enum(owners),
  evidence: z.enum(evidenceLevels),
  sentence: z.string(),
  advice: z.string(),
  since: milliseconds,
});
export type Overdue = z.infer<typeof overdueSchema>;

/** A verdict that stood for a while, and the fact that brought it. */
export const changeSchema = z.object({
  at: milliseconds,
  outcome: z.enum(outcomes),
  stage: z.enum(stages).optional().describe('The first missing rung; while `pending`, the one that is late'),
  cause: z.enum(causeCodes).optional(),
  owedBy: z.enum(owners).optional().describe('While `pending`, only of what is late'),
  because: z
    .enum([...stages, ...otherSteps])
    .optional()
    .describe('The step that became known; absent where a wait was over'),
});
export type Change = z.infer<typeof changeSchema>;

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
  overdue: overdueSchema.optional().describe('Only while `pending`: what is late, and not counted as failed yet'),
  remarks: z.array(z.enum(causeCodes)).describe('What was seen besides, and is no failure'),
  notes: z.array(z.string()).describe('The remarks, each as a sentence'),
  history: z.array(changeSchema).describe('Its verdicts so far, the oldest first: the last one stands'),
  candidates: z
    .object({ caller: counts, callee: counts })
    .describe('Candidates that came, by their sender and type, inside descriptions or alone'),
  ladder: z.array(rungViewSchema),
  relayedBy: z
    .literal('server')
    .optional()
    .describe('Its messages are passed on by a server that is watched; absent where the gateway does it'),
  previous: z.string().optional().describe('The handshake of the same two participants before this one'),
});
export type HandshakeView = z.infer<typeof handshakeViewSchema>;

/** What each of the two gets when a handshake settles, or its verdict changes. */
export interface VerdictMessage extends HandshakeView {
  /** Which of the two the receiver is; the advice is for that person. */
  you: Side;
}
