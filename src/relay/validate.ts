import type { z } from 'zod';
import { describeCandidate, describeSdp } from '../../protocol/facts.js';
import { limits, utf8Bytes } from '../../protocol/limits.js';
import { joinSchema, leaveSchema, messageSchemas, tooLarge, type Join, type Trace } from '../../protocol/messages.js';
import { reportBatchSchema, type ReportBatch } from '../../protocol/reports.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { Hop } from '../domain/hop.js';
import { done, refuse, type Outcome } from '../hops/step.js';

/** A message that may be relayed: `body` is what goes on to the target, under its own name, as the page wrote it. */
export interface ValidMessage {
  target: string;
  body: object;
  trace?: Trace;
  facts: Pick<Hop, 'description' | 'candidate' | 'provisional'>;
}

/** Checks one message against its schema and reads the facts of it that may be known. */
export function validateMessage(kind: MessageKind, payload: unknown): Outcome<ValidMessage> {
  switch (kind) {
    case 'offer': {
      const parsed = check(messageSchemas.offer, payload);
      if (!parsed.ok) return parsed;
      const { target, offer, trace } = parsed.value;
      return valid(target, { offer }, { description: describeSdp(offer.sdp, utf8Bytes(offer.sdp)) }, trace);
    }
    case 'answer': {
      const parsed = check(messageSchemas.answer, payload);
      if (!parsed.ok) return parsed;
      const { target, answer, trace } = parsed.value;
      const description = describeSdp(answer.sdp, utf8Bytes(answer.sdp));
      return valid(
        target,
        { answer },
        { description, ...(answer.type === 'pranswer' && { provisional: true }) },
        trace,
      );
    }
    case 'ice-candidate': {
      const parsed = check(messageSchemas['ice-candidate'], payload);
      if (!parsed.ok) return parsed;
      const { target, candidate, trace } = parsed.value;
      const facts = describeCandidate(candidate, utf8Bytes(candidate?.candidate ?? ''));
      return valid(target, { candidate }, { candidate: facts }, trace);
    }
  }
}

/** `join-room` in either of its forms: `(room, username)` or one object. */
export function validateJoin(args: readonly unknown[]): Outcome<Join> {
  const [first, username] = args;
  return check(joinSchema, typeof first === 'string' ? { room: first, username } : first);
}

export function validateLeave(args: readonly unknown[]): Outcome<string | undefined> {
  return check(leaveSchema, args[0] ?? undefined);
}

export function validateReports(payload: unknown): Outcome<ReportBatch> {
  return check(reportBatchSchema, payload);
}

/** The target of a message that is refused, where it can be read: the refusal then shows on its handshake. */
export function readTarget(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('target' in payload)) return undefined;
  const { target } = payload;
  return typeof target === 'string' && target.length <= limits.targetChars ? target : undefined;
}

/** What a sender calls its message, where it can be read. */
export function readMessageId(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('messageId' in payload)) return undefined;
  const { messageId } = payload;
  const named = typeof messageId === 'string' && messageId !== '' && messageId.length <= limits.messageIdChars;
  return named ? messageId : undefined;
}

function valid(
  target: string,
  body: object,
  facts: ValidMessage['facts'],
  trace: Trace | undefined,
): Outcome<ValidMessage> {
  return done({ target, body, facts, ...(trace && { trace }) });
}

/** Says which field broke which rule, and never what it held. */
function check<T>(schema: z.ZodType<T>, value: unknown): Outcome<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return done(parsed.data);
  const issues = parsed.error.issues.slice(0, 3);
  const large = issues.some((issue) => issue.code === 'custom' && issue.params?.['code'] === tooLarge);
  const detail = issues.map((issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`).join('; ');
  return refuse(large ? 'too-large' : 'malformed', detail);
}
