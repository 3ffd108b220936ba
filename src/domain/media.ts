import { sides, type Side, type Silence } from '../../protocol/verdict.js';
import { otherSide, type Handshake } from './handshake.js';

/** A side of which nothing can be heard or seen at the other, and why. */
export interface Silent {
  readonly side: Side;
  readonly why: Silence;
}

/**
 * The sides that send nothing although the two are connected: by their own probe, or, where none reports, by what the
 * other one negotiated to receive. Two who exchange nothing but data are not silent.
 */
export function silentSides(handshake: Handshake): readonly Silent[] {
  if (sides.every((side) => handshake[side].media === undefined)) return nobody;
  const called = sides.some((side) => {
    const { sends = 'nothing-negotiated', receives = false } = handshake[side].media ?? {};
    return sends !== 'nothing-negotiated' || receives;
  });
  const data = sides.some((side) => handshake[side].media?.data);
  if (!called && data) return nobody;
  return sides.flatMap((side) => {
    const why = silenceOf(handshake, side);
    return why === undefined ? [] : [{ side, why }];
  });
}

/** Nobody sends anything, not even data: both were seen, and the connection carries nothing. */
export function carriesNothing(handshake: Handshake): boolean {
  const { caller, callee } = handshake;
  if (!caller.media || !callee.media || caller.media.data || callee.media.data) return false;
  return sides.every((side) => {
    const { sends } = handshake[side].media ?? {};
    return sends !== 'flows' && sends !== 'muted';
  });
}

const nobody: readonly Silent[] = [];

function silenceOf(handshake: Handshake, side: Side): Silence | undefined {
  const { media } = handshake[side];
  const others = handshake[otherSide(side)].media;
  const sends = media?.sends ?? (others && !others.receives ? 'nothing-negotiated' : 'flows');
  if (sends === 'flows') return undefined;
  const refused = handshake.faults.some((fault) => fault.kind === 'media-captured' && fault.side === side);
  return refused && sends !== 'muted' ? 'denied' : sends;
}
