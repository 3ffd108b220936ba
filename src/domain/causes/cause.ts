import type { Evidence, Stage } from '../../../protocol/stages.js';
import type { CauseCode } from '../../../protocol/causes.js';
import { sides, type Outcome, type Owner, type Side } from '../../../protocol/verdict.js';
import type { Fault } from '../faults.js';
import type { Ground } from '../grounds.js';
import { watched, type Handshake, type Party } from '../handshake.js';
import { departures, type Departure, type HopKind } from '../hop.js';
import { applies, ownDescription, owedByPage, type Waits } from '../ladder.js';
import { mayPrecede, type Moment } from '../moment.js';
import type { LadderState } from '../ladder-state.js';
import type { CauseRemark, CauseVariant } from './variants.js';

/** What a rule looks at. */
export interface View {
  readonly handshake: Handshake;
  readonly ladderState: LadderState;
  readonly waits: Waits;
  readonly now: number;
}

/** Numbers and codes for the sentence; never anything that a client wrote. */
export type Facts = Readonly<Record<string, string | number>>;

/** What a rule found. */
export interface Finding<Variant extends string = CauseVariant<CauseCode>> {
  /** The rung it is about, where that is not the one the ladder stops at. */
  readonly stage?: Stage;
  readonly outcome?: Extract<Outcome, 'failed' | 'abandoned' | 'not-judged'>;
  readonly owedBy: Owner;
  readonly evidence: Evidence;
  readonly facts?: Facts;
  /** Which of the cause's texts says it. */
  readonly variant?: Variant;
  /** A fact rules out that what is late still comes: it is not waited for. */
  readonly sure?: true;
  /** Only the probe of this side says so, of what the other has done. */
  readonly toldBy?: Side;
}

/** What a person who looks at the handshake should know although nothing has failed by it. */
export interface Remarked<Remark extends string = CauseRemark<CauseCode>> {
  readonly remark: Remark;
  readonly facts?: Facts;
}

/** One reason for a ladder to stop. What it says to people stands in the locales, by its code. */
export interface Cause<Code extends CauseCode = CauseCode> {
  readonly code: Code;
  /** The rule in one sentence, for the documentation. */
  readonly rule: string;
  readonly owedBy: string;
  /** The facts that it rests on: where nobody could have seen one, the sentence says so. */
  readonly restsOn: readonly Ground[];
  /** The facts any of which would show that it is not so; it is never named where one is known. */
  readonly refutedBy: readonly Ground[];
  /** It rests on a silence that a person or a gathering page may still break: it is overdue before it has failed. */
  readonly late?: true;
  readonly find: (view: View) => Finding<CauseVariant<Code>> | undefined;
}

/** One of which there may be something to remark where it stops nothing. */
export interface RemarkedCause<Code extends CauseCode = CauseCode> extends Cause<Code> {
  readonly remarks: (view: View) => readonly Remarked<CauseRemark<Code>>[];
}

/** One remark for each side of which something is so: of most handshakes, none. */
export function ofSides<Remark extends string>(
  remark: Remark,
  { caller, callee }: Handshake,
  isSo: (party: Party, side: Side) => unknown,
): readonly Remarked<Remark>[] {
  const [byCaller, byCallee] = [isSo(caller, 'caller'), isSo(callee, 'callee')];
  if (!byCaller && !byCallee) return noRemarks;
  return sides.flatMap((side) => ((side === 'caller' ? byCaller : byCallee) ? [{ remark, facts: { side } }] : []));
}

const noRemarks: readonly Remarked<never>[] = [];

/** The missing rung, where it is one of these. */
export function missing({ ladderState }: View, ...stages: readonly Stage[]): Stage | undefined {
  const { firstGap } = ladderState;
  return firstGap?.missing && stages.includes(firstGap.stage) ? firstGap.stage : undefined;
}

/** Seconds, as a sentence says them: 2, 0.5. */
export function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

/** Reached, or proved by a rung above. */
export function passed({ ladderState }: View, stage: Stage): boolean {
  return ladderState.rungs.some(
    (rung) => rung.stage === stage && (rung.status === 'reached' || rung.status === 'implied'),
  );
}

/** The connection of a party to the gateway is dead: it broke, or the last question to it came back with no answer. */
export function connectionDead({ handshake, ladderState: { firstGap } }: View, side: Side): boolean {
  const { left } = handshake[side];
  if (!firstGap) return false;
  return firstGap.dead.includes(side) || (left?.departure === 'lost' && left.at < firstGap.dueAt);
}

/**
 * The connection of a party to the gateway is proved to work: a sign of life has come since the wait was over, and nobody's
 * connection had broken before, with which the call was over.
 */
export function connectionProven(view: View, side: Side): boolean {
  const { firstGap } = view.ladderState;
  const { transport, aliveAt } = view.handshake[side];
  const answers = transport && firstGap?.missing === true && aliveAt !== undefined && aliveAt >= firstGap.dueAt;
  return answers && wentAway(view, 'lost') === undefined;
}

/**
 * The missing rung that this side's page owes, over a connection to the gateway that works as far as is known. Nobody owes
 * anything once somebody has gone before the wait was over.
 */
export function owed(view: View, side: Side, ...besides: readonly Stage[]): Stage | undefined {
  const stage = missing(view, ...owedByPage[side], ...besides);
  return stage === undefined || connectionDead(view, side) || wentAway(view, ...departures) ? undefined : stage;
}

/** It went, or closed its connection, over what it was refused, or what threw: nobody needs to wait for what it owed. */
export function gaveUp({ handshake, ladderState: { firstGap } }: View, side: Side, faults: readonly Fault[]): boolean {
  const { left } = handshake[side];
  if (!left || !firstGap || left.departure === 'lost' || left.departure === 'cut' || left.at >= firstGap.dueAt)
    return false;
  const owes = owedByPage[side].includes(firstGap.stage) || firstGap.stage === ownDescription[side].received;
  return owes && faults.some((fault) => goneOver(fault, side, left));
}

/** Its page's own code threw, since a moment and as far as the clocks can tell, and did not catch it. */
export function brokeOff(
  view: View,
  side: Side,
  since = -Infinity,
): { facts: Facts; variant: 'broke' | 'unmade' } | undefined {
  const fault = view.handshake.faults.find(
    (known) => known.kind === 'page-threw' && known.side === side && !(since > known.at + (known.uncertaintyMs ?? 0)),
  );
  if (!fault) return undefined;
  return { facts: { side, error: fault.name }, variant: fault.name === 'construct' ? 'unmade' : 'broke' };
}

/** The side's probe is there and would have said what its page did. */
export function sees({ handshake, ladderState }: View, side: Side): boolean {
  return watched(handshake, side) && !ladderState.probeSilent.includes(side);
}

/**
 * A side has sent its description, and no connection of its page has ever been given that: by a probe that saw what became of
 * the other's, and reported since.
 */
export function neverSet(view: View, side: Side): boolean {
  const { done, lost } = view.handshake[side];
  const { created, received } = ownDescription[side];
  if (!sees(view, side) || lost || !passed(view, received) || done[created] !== undefined) return false;
  return (
    !faultOf(view, created, side) &&
    (done[applies[side]] !== undefined || faultOf(view, applies[side], side) !== undefined)
  );
}

/** What went wrong with a step, in the browser of this side or of either. */
export function faultOf({ handshake }: View, kind: HopKind, of?: Side): Fault | undefined {
  return handshake.faults.find((fault) => fault.kind === kind && (of === undefined || fault.side === of));
}

/** A party went while its handshake was still going, and before anything could be held against anybody. */
export function wentAway(
  { handshake, ladderState: { firstGap } }: View,
  ...how: readonly Departure[]
): Side | undefined {
  return sides.find((side) => {
    const { left } = handshake[side];
    if (!left || !firstGap || left.at >= firstGap.dueAt || !how.includes(left.departure)) return false;
    return !handshake.faults.some((fault) => fault.kind === firstGap.stage && goneOver(fault, side, left));
  });
}

/**
 * Did a side go after a fault, so that it may have gone over it? Who goes over its own does so at once; what the other's
 * browser saw at about that time may come of the going, and nobody is blamed for it.
 */
export const goneOver = (fault: Fault, side: Side, left: Moment): boolean =>
  fault.side === side ? mayPrecede(fault, left) : !mayPrecede(left, fault);

export const networkOf = (side: Side): Owner => `${side}-network`;
