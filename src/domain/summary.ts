import type { Handshake } from './handshake.js';
import type { Verdict } from './verdict.js';

/** What every view of a handshake begins with: who called whom, and what became of it. */
export function summaryOf(
  { ref, room, caller, callee, openedAt }: Handshake,
  { outcome, stage, cause, owedBy }: Verdict,
  settledAt: number | undefined,
) {
  return {
    id: ref.id,
    traceId: ref.traceId,
    room,
    caller: { id: caller.id, username: caller.username },
    callee: { id: callee.id, username: callee.username },
    startedAt: openedAt,
    ...(settledAt !== undefined && { settledAt }),
    outcome,
    ...(stage && { stage }),
    ...(cause && { cause }),
    ...(owedBy && { owedBy }),
  };
}
