import { sides } from '../../../protocol/verdict.js';
import type { Cause } from './cause.js';
import { starved } from './path.js';

export const turnUnreachable: Cause<'turn-unreachable'> = {
  code: 'turn-unreachable',
  rule: 'A TURN server did not answer one side (701), this side has no relay candidate, and no path was found with nothing else to blame: it may use no other, or both pages have done all their steps. Where a path was found, it is a remark.',
  owedBy: 'TURN',
  restsOn: ['side:turn-allocated!failed', 'caller:answer-applied', 'callee:offer-applied'],
  refutedBy: ['side:turn-allocated', 'caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    const unanswered = view.handshake.faults.filter(({ kind, code }) => kind === 'turn-allocated' && code === 701);
    const side = sides.find((known) => unanswered.some((fault) => fault.side === known) && starved(view, known));
    return side && { owedBy: 'turn', evidence: 'probe', facts: { side } };
  },
};
