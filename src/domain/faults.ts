import type { Side } from '../../protocol/verdict.js';
import type { Failure, HopKind } from './hop.js';
import type { Moment } from './moment.js';

/** Something that went wrong in the browser of one side. */
export interface Fault extends Failure, Moment {
  readonly kind: HopKind;
  readonly side: Side;
}

/** Different faults kept of one step of one side; the first ones tell. */
const keptFaults = 4;

/** Faults that a later success does not undo: of one candidate, of one TURN server among several. */
const lasting: readonly HopKind[] = ['candidate-applied', 'turn-allocated'];

/**
 * One fault more, unless it says nothing new.
 *
 * @param doneAt when the same step of the same side last went well
 */
export function withFault(faults: readonly Fault[], fault: Fault, doneAt = -Infinity): readonly Fault[] {
  if (doneAt >= fault.at && !lasting.includes(fault.kind)) return faults;
  const kin = faults.filter(({ kind, side }) => kind === fault.kind && side === fault.side);
  const known = kin.some(
    ({ name, signalingState, code }) =>
      name === fault.name && signalingState === fault.signalingState && code === fault.code,
  );
  return known || kin.length >= keptFaults ? faults : [...faults, fault];
}

/** What went wrong before the same step of the same side went well is over. */
export function overcome(faults: readonly Fault[], side: Side, kind: HopKind, at: number): readonly Fault[] {
  const over = (fault: Fault) => fault.kind === kind && fault.side === side && fault.at <= at;
  return lasting.includes(kind) || !faults.some(over) ? faults : faults.filter((fault) => !over(fault));
}
