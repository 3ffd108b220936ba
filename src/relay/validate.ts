import type { z } from 'zod';
import { describeCandidate, describeSdp, type CandidateFacts, type DescriptionFacts } from '../../protocol/facts.js';
import { rulesOf } from '../../protocol/issues.js';
import { limits } from '../../protocol/limits.js';
import {
  joinSchema,
  leaveSchema,
  messageSchemas,
  tooLarge,
  type Answer,
  type Candidate,
  type Join,
  type Offer,
  type SignalingError,
  type Trace,
} from '../../protocol/messages.js';
import type { Refusal } from '../../protocol/rejects.js';
import { isPlainBatch } from '../../protocol/plain-reports.js';
import { reportBatchSchema, type ReportBatch } from '../../protocol/reports.js';
import type { MessageKind } from '../../protocol/stages.js';
import { done, refuse, type StepResult } from '../hops/step.js';
import { untargetedDetail } from './other-shapes.js';
import { isPlainCandidate, isPlainDescription } from './plain-messages.js';

/** A message that may be relayed, and the facts of it. Every field is always there: millions of them are one shape. */
export interface ValidMessage {
  target: string;
  /** What goes on to the target, as the page wrote it, and its name. */
  key: 'offer' | 'answer' | 'candidate';
  body: Offer | Answer | Candidate;
  /** The JSON text of `body`, where that may go on as it came. */
  text: string | undefined;
  trace: Trace | undefined;
  description: DescriptionFacts | undefined;
  candidate: CandidateFacts | undefined;
  provisional: true | undefined;
}

/**
 * Checks one message against its schema and reads the facts of it that may be known.
 *
 * @param text the JSON of what the message carries on, where that is known as its page wrote it
 */
export function validateMessage(kind: MessageKind, payload: unknown, text?: string): StepResult<ValidMessage> {
  switch (kind) {
    case 'offer': {
      if (isPlainDescription(payload, kind)) return described(kind, payload.target, payload.offer, undefined, text);
      const parsed = checkDescription(messageSchemas.offer, payload);
      return parsed.ok ? described(kind, parsed.value.target, parsed.value.offer, parsed.value.trace) : parsed;
    }
    case 'answer': {
      if (isPlainDescription(payload, kind)) return described(kind, payload.target, payload.answer, undefined, text);
      const parsed = checkDescription(messageSchemas.answer, payload);
      return parsed.ok ? described(kind, parsed.value.target, parsed.value.answer, parsed.value.trace) : parsed;
    }
    case 'ice-candidate': {
      if (isPlainCandidate(payload)) return trickled(payload.target, payload.candidate, undefined, text);
      const parsed = check(messageSchemas['ice-candidate'], payload);
      return parsed.ok ? trickled(parsed.value.target, parsed.value.candidate, parsed.value.trace) : parsed;
    }
  }
}

/** `join-room` in either of its forms: `(room, username)` or one object. */
export function validateJoin(args: readonly unknown[]): StepResult<Join> {
  const [first, username] = args;
  return check(joinSchema, typeof first === 'string' ? { room: first, username } : first);
}

export function validateLeave(args: readonly unknown[]): StepResult<string | undefined> {
  return check(leaveSchema, args[0] ?? undefined);
}

export function validateReports(payload: unknown): StepResult<ReportBatch> {
  return isPlainBatch(payload) ? done(payload) : check(reportBatchSchema, payload);
}

/** The target of a message that is refused, where it can be read: the refusal then shows on its handshake. */
export function readTarget(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('target' in payload)) return undefined;
  const { target } = payload;
  return typeof target === 'string' && target !== '' && target.length <= limits.targetChars ? target : undefined;
}

/** Of what came with an event, what its refusal needs: whom it was for, and who waits for an answer. */
export function headOf(args: readonly unknown[]): unknown[] {
  const last = args.at(-1);
  return [{ target: readTarget(args[0]) }, ...(typeof last === 'function' ? [last] : [])];
}

/** The token of a `join-room` in its object form. */
export function readToken(join: unknown): string | undefined {
  if (typeof join !== 'object' || join === null || !('token' in join)) return undefined;
  return typeof join.token === 'string' && join.token !== '' ? join.token : undefined;
}

/** What a sender calls its message, where it can be read. */
export function readMessageId(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('messageId' in payload)) return undefined;
  const { messageId } = payload;
  const named = typeof messageId === 'string' && messageId !== '' && messageId.length <= limits.messageIdChars;
  return named ? messageId : undefined;
}

function described(
  kind: 'offer' | 'answer',
  target: string,
  body: Offer | Answer,
  trace: Trace | undefined,
  text?: string,
): StepResult<ValidMessage> {
  const description = describeSdp(body.sdp, Buffer.byteLength(body.sdp));
  const provisional = body.type === 'pranswer' ? true : undefined;
  return done({ target, key: kind, body, text, trace, description, candidate: undefined, provisional });
}

function trickled(target: string, body: Candidate, trace: Trace | undefined, text?: string): StepResult<ValidMessage> {
  const candidate = describeCandidate(body, Buffer.byteLength(body?.candidate ?? ''));
  return done({
    target,
    key: 'candidate',
    body,
    text,
    trace,
    description: undefined,
    candidate,
    provisional: undefined,
  });
}

/** Where it does not say to whom, its page may be written for a server with messages of another shape. */
function checkDescription<T>(schema: z.ZodType<T>, payload: unknown): StepResult<T> {
  return check(schema, payload, readTarget(payload) === undefined ? untargetedDetail : undefined);
}

/**
 * Says which field broke which rule, and never what it held.
 *
 * @param more what else is to be said of a value that broke one
 */
function check<T>(schema: z.ZodType<T>, value: unknown, more?: (value: unknown) => string | undefined): StepResult<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return done(parsed.data);
  const large = parsed.error.issues.some((issue) => issue.code === 'custom' && issue.params?.['code'] === tooLarge);
  const rules = rulesOf(parsed.error);
  const besides = large ? undefined : more?.(value);
  // The first rule says it all where there is more to say: a detail is cut.
  return refuse(large ? 'too-large' : 'malformed', besides ? `${rules[0]}. ${besides}` : rules.join('; '));
}

/** What a sender without an acknowledgement gets; the name of an event is its own text, so it is cut. */
export function signalingError(event: string, payload: unknown, error: Refusal): SignalingError {
  const target = readTarget(payload);
  return { ...error, event: event.slice(0, 64), ...(target !== undefined && { target }) };
}
