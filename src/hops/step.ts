import type { Refusal, RejectCode } from '../../protocol/rejects.js';
import { detailOf, refusal } from '../../protocol/rejects.js';
import type { Hop, HopResult } from '../domain/hop.js';
import { now } from './clock.js';
import type { HopStream } from './hop-stream.js';

/** What a step ends with: its value, or why it is refused. Exceptions are for defects. */
export type StepResult<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const done = <T>(value: T): StepResult<T> => ({ ok: true, value });
export const refuse = <T>(code: RejectCode, detail?: string): StepResult<T> => ({
  ok: false,
  refusal: refusal(code, detail),
});

/**
 * A hop while its step runs: the step adds what it learns. One record is all that is made of a message: once its hop is
 * emitted, it goes on as the draft of the next.
 */
export type HopDraft = Omit<Hop, 'result' | 'reason' | 'detail' | 'at' | 'tookMs' | 'seenBy'>;

/**
 * Runs one step and emits exactly one hop, whatever happens in it: reached, refused, or (where it throws) failed, which
 * the sender sees as the refusal `internal`.
 *
 * @param about is handed to `run`, which needs no closure for it
 */
export function step<T>(stream: HopStream, draft: HopDraft, run: (draft: HopDraft) => StepResult<T>): StepResult<T>;
export function step<T, A>(
  stream: HopStream,
  draft: HopDraft,
  run: (draft: HopDraft, about: A) => StepResult<T>,
  about: A,
): StepResult<T>;
export function step<T>(
  stream: HopStream,
  draft: HopDraft,
  run: (draft: HopDraft, about?: unknown) => StepResult<T>,
  about?: unknown,
): StepResult<T> {
  const startedAt = now();
  let outcome: StepResult<T>;
  let failed = false;
  try {
    outcome = run(draft, about);
  } catch (error) {
    failed = true;
    outcome = refuse('internal');
    stream.defect(draft.kind, error);
  }
  emit(stream, draft, outcome, failed, startedAt);
  return outcome;
}

function emit(
  stream: HopStream,
  draft: HopDraft,
  outcome: StepResult<unknown>,
  failed: boolean,
  startedAt: number,
): void {
  const result: HopResult = outcome.ok ? 'reached' : failed ? 'failed' : 'refused';
  const at = now();
  // The draft becomes the hop: a copy would be one more object per hop.
  const hop = draft as Hop;
  hop.result = result;
  if (!outcome.ok) explain(hop, outcome.refusal);
  hop.seenBy = 'gateway';
  hop.at = at;
  hop.tookMs = Math.max(0, at - startedAt);
  stream.emit(hop);
}

/** Characters of a detail that a hop keeps. */
const detailChars = 200;

/** Refusals of a shape: of them the hop says which field broke which rule, or what takes it, as the answer to its sender does. */
const ofShape: readonly RejectCode[] = ['malformed', 'too-large', 'unknown-event'];

function explain(hop: Hop, refused: Refusal): void {
  hop.reason = refused.code;
  if (!ofShape.includes(refused.code)) return;
  const detail = detailOf(refused);
  if (detail !== undefined) hop.detail = detail.slice(0, detailChars);
}
