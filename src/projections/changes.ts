import { exchanged, type Handshake, type Party } from '../domain/handshake.js';
import type { Verdict } from '../domain/verdict.js';

/** Most candidates only raise a count: no rung moves, so no verdict does. */
export function decisive(before: Handshake, after: Handshake): boolean {
  const { caller, callee, ...rest } = after;
  const changed = (Object.keys(rest) as (keyof typeof rest)[]).some((key) => rest[key] !== before[key]);
  return changed || tells(before.caller, caller) || tells(before.callee, callee);
}

function tells(before: Party, after: Party): boolean {
  return (
    exchanged(before) !== exchanged(after) ||
    before.marks !== after.marks ||
    before.left !== after.left ||
    before.aliveAt !== after.aliveAt ||
    before.reportedAt !== after.reportedAt ||
    before.transport !== after.transport ||
    before.page !== after.page ||
    before.probe !== after.probe
  );
}

/** The call came about, as far as anybody could see. */
export function wentWell({ outcome }: Verdict): boolean {
  return outcome === 'signaled' || outcome === 'connected';
}

/** People have to be told anew. */
export function differs(a: Verdict, b: Verdict): boolean {
  return a.outcome !== b.outcome || a.cause !== b.cause || a.stage !== b.stage;
}

/** One rung more is reached, or another one is waited for. */
export function climbed(a: Verdict, b: Verdict): boolean {
  return a.furthest !== b.furthest || a.stage !== b.stage;
}
