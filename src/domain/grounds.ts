import { stages, type Stage } from '../../protocol/stages.js';
import { sides, type Side } from '../../protocol/verdict.js';
import { otherSide, pathRungs, watched, type Handshake } from './handshake.js';
import type { HopKind } from './hop.js';
import { ladder } from './ladder.js';

/**
 * A fact that a cause rests on, or that would refute it: whose it is, and the step. `side` is the one that the cause names,
 * `other` the other of the two; what the gateway sees itself is always seen.
 */
export type Ground = `${Side | 'side' | 'other' | 'gateway'}:${HopKind}`;

/** Why nobody is blamed for what a probe tells: its page has not proved which side it is, or it alone speaks of the other's doing. */
type Doubt = 'unproven' | 'unconfirmed';

/** Why a cause is not certain: a fact that nobody present could have seen, or one that a probe tells and that is not sure. */
export interface Gap {
  readonly side: Side;
  readonly why: 'no-probe' | 'probe-silent' | 'reports-lost' | 'polling' | Doubt;
}

interface Named {
  readonly of: Side | 'gateway';
  readonly kind: HopKind;
}

/** @param named the side that the cause names */
function resolve(ground: Ground, named: Side): Named {
  const [who, kind] = ground.split(':') as [Side | 'side' | 'other' | 'gateway', HopKind];
  return { of: who === 'side' ? named : who === 'other' ? otherSide(named) : who, kind };
}

/** Has the fact come to be known of this handshake? */
export function holds(handshake: Handshake, ground: Ground, named: Side): boolean {
  const { of, kind } = resolve(ground, named);
  const stage = stages.find((known) => known === kind);
  if (of === 'gateway') {
    const another = handshake.misplacedAt !== undefined && kind.startsWith('answer-');
    return stage !== undefined && handshake.marks[stage] !== undefined && !another;
  }
  const { done, marks } = handshake[of];
  if (kind === 'alive') return handshake[of].aliveAt !== undefined;
  if (stage && pathRungs.includes(stage)) return marks[stage] !== undefined;
  return (
    done[kind] !== undefined || (stage !== undefined && seenAt(stage) === of && handshake.marks[stage] !== undefined)
  );
}

/** Which of the facts nobody present could have seen: one gap for each side and reason. */
export function gapsOf(
  handshake: Handshake,
  grounds: readonly Ground[],
  named: Side,
  mute: readonly Side[],
): readonly Gap[] {
  const gaps = grounds.flatMap((ground) => {
    const { of, kind } = resolve(ground, named);
    if (of === 'gateway') return [];
    const why = blindness(handshake, of, kind, mute);
    return why && !holds(handshake, ground, named) ? [{ side: of, why }] : [];
  });
  return sides.flatMap((side) => {
    const found = gaps.find((gap) => gap.side === side);
    return found ? [found] : [];
  });
}

function blindness(
  handshake: Handshake,
  side: Side,
  kind: HopKind,
  mute: readonly Side[],
): Exclude<Gap['why'], Doubt> | undefined {
  const { transport, page, probe } = handshake[side];
  const stage = stages.find((known) => known === kind);
  const seer = kind === 'alive' ? 'transport' : stage ? ladder[stage].seer : 'probe';
  if (seer === 'transport') return transport || page ? undefined : 'polling';
  if (seer !== 'probe') return undefined;
  if (!probe) return 'no-probe';
  if (handshake[side].lost) return 'reports-lost';
  return mute.includes(side) || !watched(handshake, side) ? 'probe-silent' : undefined;
}

const seenAt = (stage: Stage) => ladder[stage].at;
