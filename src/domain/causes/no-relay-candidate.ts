import { sides } from '../../../protocol/verdict.js';
import { otherSide } from '../handshake.js';
import type { Cause } from './cause.js';
import { starved, withoutRelay } from './path.js';

export const noRelayCandidate: Cause<'no-relay-candidate'> = {
  code: 'no-relay-candidate',
  rule: 'One side may use relay candidates only and has none; or a TURN server is configured, neither side has a relay candidate, both pages have done all their steps, and no path was found.',
  owedBy: 'TURN configuration',
  restsOn: ['caller:answer-applied', 'callee:offer-applied'],
  refutedBy: ['side:turn-allocated', 'caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    const found = { owedBy: 'turn', evidence: 'probe' } as const;
    const only = sides.find((side) => view.handshake[side].ice?.relayOnly && starved(view, side));
    if (only) return { ...found, facts: { side: only }, variant: 'relay-only' };
    const side = sides.find((known) => view.handshake[known].ice?.turn && starved(view, known));
    return side && withoutRelay(view.handshake[otherSide(side)]) ? { ...found, facts: { side } } : undefined;
  },
};
