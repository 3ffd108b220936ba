import type { Side } from '../../protocol/verdict.js';
import { exchanged, type Handshake, type Party } from '../domain/handshake.js';
import type { Verdict } from '../domain/verdict.js';
import type { Diagnosis } from '../hops/projection.js';

/**
 * Can a hop have moved the verdict? Most candidates only raise a count, and a sign of life counts only once somebody's
 * silence is in question, which the deadline of the verdict looks at: 46 of the 54 hops of a call of two plain pages, each of which
 * would cost a diagnosis.
 */
export function decisive({ handshake: before, verdict }: Diagnosis, after: Handshake, at: number): boolean {
  if (before === after) return false;
  const unasked = verdict.dueAt !== undefined && at < verdict.dueAt && verdict.ask.length === 0;
  return (
    tells(before.caller, after.caller, unasked) ||
    tells(before.callee, after.callee, unasked) ||
    before.marks !== after.marks ||
    fields.some((field) => before[field] !== after[field])
  );
}

/** Everything of a handshake but its two parties. */
const fields = Object.keys({
  ref: true,
  room: true,
  openedAt: true,
  between: true,
  lostAt: true,
  marks: true,
  proving: true,
  met: true,
  refused: true,
  faults: true,
  answers: true,
  provisionalAt: true,
  misdirectedAt: true,
  askedSince: true,
  rival: true,
  overtakenAt: true,
  supersededAt: true,
} satisfies Record<Exclude<keyof Handshake, Side>, true>) as (keyof Handshake)[];

function tells(before: Party, after: Party, unasked: boolean): boolean {
  if (before === after) return false;
  return (
    exchanged(before) !== exchanged(after) ||
    before.marks !== after.marks ||
    before.left !== after.left ||
    (before.aliveAt !== after.aliveAt && !unasked) ||
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
