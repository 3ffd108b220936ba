import type { Refusal, RejectCode } from '../../protocol/rejects.js';
import { refusal } from '../../protocol/rejects.js';
import type { Hop } from '../domain/hop.js';
import { now } from './clock.js';
import type { HopStream } from './hop-stream.js';

/** What a step ends with: its value, or why it is refused. Exceptions are for defects. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refuse = <T>(code: RejectCode, detail?: string): Outcome<T> => ({
  ok: false,
  refusal: refusal(code, detail),
});

/** A hop while its step runs: the step adds what it learns. */
export type HopDraft = Omit<Hop, 'result' | 'reason' | 'at' | 'tookMs' | 'seenBy'>;

/**
 * Runs one step and emits exactly one hop, whatever happens in it: reached, refused, or (where it throws) failed, which
 * the sender sees as the refusal `internal`.
 */
export function step<T>(stream: HopStream, draft: HopDraft, run: (draft: HopDraft) => Outcome<T>): Outcome<T> {
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
  const at = now();
  stream.emit({
    ...draft,
    result: outcome.ok ? 'reached' : failed ? 'failed' : 'refused',
    ...(!outcome.ok && { reason: outcome.refusal.code }),
    seenBy: 'gateway',
    at,
    tookMs: at - startedAt,
  });
  return outcome;
}
