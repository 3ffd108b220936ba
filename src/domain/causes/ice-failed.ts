import { sides } from '../../../protocol/verdict.js';
import { candidatesOpen } from '../candidates.js';
import { faultOf, type Cause } from './cause.js';
import { gathered, shortage, unaccounted } from './path.js';

export const iceFailed: Cause<'ice-failed'> = {
  code: 'ice-failed',
  rule: 'A probe says that ICE has failed: candidates passed both ways, and no pair of them works. What each side gathered says why.',
  owedBy: 'the path, where every step of both pages is known; otherwise not known',
  restsOn: [
    'either:ice-connected!failed',
    'callee:offer-applied',
    'caller:answer-applied',
    'caller:candidate-applied',
    'callee:candidate-applied',
  ],
  refutedBy: ['caller:dtls-connected', 'callee:dtls-connected'],
  find: (view) => {
    const { handshake, ladderState, waits, now } = view;
    const fault = faultOf(view, 'ice-connected');
    if (!fault || ladderState.firstGap?.stage !== 'ice-connected') return undefined;
    const found = { evidence: 'probe', facts: { ...gathered(view), side: fault.side } } as const;
    const unknown = unaccounted(view);
    // A page may be about to say that it applies none: that is what ICE would have failed of.
    const open = sides.some((side) => candidatesOpen(handshake, side, waits, now, ladderState.probeSilent));
    if (unknown && open) return undefined;
    return unknown
      ? { ...found, owedBy: 'not-known', variant: unknown }
      : { ...found, owedBy: 'path', variant: shortage(view) };
  },
};
