import { sides } from '../../../protocol/verdict.js';
import type { RemarkedCause } from './cause.js';
import { starved } from './path.js';
import type { Handshake } from '../handshake.js';

export const turnUnreachable: RemarkedCause<'turn-unreachable'> = {
  code: 'turn-unreachable',
  rule: 'A TURN server did not answer one side (701), this side has no relay candidate, and no path was found with nothing else to blame: it may use no other, or both pages have done all their steps. Where a path was found, it is a remark.',
  owedBy: 'TURN',
  restsOn: ['side:turn-allocated!failed', 'caller:answer-applied', 'callee:offer-applied'],
  refutedBy: ['side:turn-allocated', 'caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    const unanswered = unansweredOf(view.handshake);
    const side = sides.find((known) => unanswered.some((fault) => fault.side === known) && starved(view, known));
    return side && { owedBy: 'turn', evidence: 'probe', facts: { side } };
  },
  remarks: ({ handshake }) => {
    const [first] = unansweredOf(handshake);
    return first ? [{ remark: 'turn-unreachable', facts: { side: first.side } }] : [];
  },
};

const unansweredOf = ({ faults }: Handshake) =>
  faults.filter(({ kind, code }) => kind === 'turn-allocated' && code === 701);
