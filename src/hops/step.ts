import type { Refusal, RejectCode } from '../../protocol/rejects.js';
import { detailOf, refusal } from '../../protocol/rejects.js';
import type { Hop, HopResult } from '../domain/hop.js';
import { now } from './clock.js';
import type { HopStream } from './hop-stream.js';

/** What a step ends with: its value, or why it is refused. Exceptions are for defects. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refuse = <T>(code: RejectCode, detail?: string): Outcome<T> => ({
  ok: false,
  refusal: refusal(code, detail),
});

/** A hop while its step runs: the step adds what it learns. It is that step's own, and becomes its hop. */
export type HopDraft = Omit<Hop, 'result' | 'reason' | 'detail' | 'at' | 'tookMs' | 'seenBy'>;

/** When something had reached another instance, by our clock, and how far off that may be, in ms. */
export interface Arrival {
  at: number;
  uncertaintyMs: number;
}

/**
 * Runs one step and emits exactly one hop, whatever happens in it: reached, refused, or (where it throws) failed, which
 * the sender sees as the refusal `internal`. A step that began at another instance is over when it `arrived` there.
 */
export function step<T>(
  stream: HopStream,
  draft: HopDraft,
  run: (draft: HopDraft) => Outcome<T>,
  arrived?: Arrival,
): Outcome<T> {
  const startedAt = now();
  let outcome: Outcome<T>;
  let failed = false;
  try {
    outcome = run(draft);
  } catch (error) {
    failed = true;
    outcome = refuse('internal');
    stream.defect(draft.kind, error);
  }
  emit(stream, draft, outcome, failed, startedAt, arrived);
  return outcome;
}

/**
 * A step whose end may come later, or at once. Exactly one hop all the same: what is said after the first end is lost.
 *
 * @param run is handed what ends the step
 */
export function stepLater(
  stream: HopStream,
  draft: HopDraft,
  run: (draft: HopDraft, end: (outcome: Outcome<void>, arrived?: Arrival) => void) => void,
  ended: (outcome: Outcome<void>) => void,
): void {
  const startedAt = now();
  let over = false;
  const end = (outcome: Outcome<void>, arrived?: Arrival, failed = false) => {
    if (over) return;
    over = true;
    emit(stream, draft, outcome, failed, startedAt, arrived);
    ended(outcome);
  };
  try {
    run(draft, end);
  } catch (error) {
    stream.defect(draft.kind, error);
    end(refuse('internal'), undefined, true);
  }
}

function emit(
  stream: HopStream,
  draft: HopDraft,
  outcome: Outcome<unknown>,
  failed: boolean,
  startedAt: number,
  arrived?: Arrival,
): void {
  const result: HopResult = outcome.ok ? 'reached' : failed ? 'failed' : 'refused';
  const at = arrived?.at ?? now();
  // The draft becomes the hop: it was made for this step, and a copy would be one more object per hop.
  const hop = draft as Hop;
  hop.result = result;
  if (!outcome.ok) explain(hop, outcome.refusal);
  hop.seenBy = 'gateway';
  hop.at = at;
  hop.tookMs = Math.max(0, at - startedAt);
  stream.emit(arrived ? { ...hop, uncertaintyMs: arrived.uncertaintyMs } : hop);
}

/** Characters of a detail that a hop keeps. */
const detailChars = 200;

/** Of what is refused for its shape, the hop tells which field broke which rule, as its sender is told. */
function explain(hop: Hop, refused: Refusal): void {
  hop.reason = refused.code;
  if (refused.code !== 'malformed' && refused.code !== 'too-large') return;
  const detail = detailOf(refused);
  if (detail !== undefined) hop.detail = detail.slice(0, detailChars);
}
