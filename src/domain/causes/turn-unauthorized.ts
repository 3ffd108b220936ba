import { sides } from '../../../protocol/verdict.js';
import type { RemarkedCause } from './cause.js';
import { starved } from './path.js';
import type { Handshake } from '../handshake.js';

export const turnUnauthorized: RemarkedCause<'turn-unauthorized'> = {
  code: 'turn-unauthorized',
  rule: "A TURN server refused one side's credentials (401) or its request (403), this side has no relay candidate, and no path was found with nothing else to blame: it may use no other, or both pages have done all their steps.",
  owedBy: 'TURN',
  restsOn: ['side:turn-allocated!failed', 'caller:answer-applied', 'callee:offer-applied'],
  refutedBy: ['side:turn-allocated', 'caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    const refusals = refusalsOf(view.handshake);
    const side = sides.find((known) => refusals.some((fault) => fault.side === known) && starved(view, known));
    if (!side) return undefined;
    const forbidden = !refusals.some((fault) => fault.side === side && fault.code === 401);
    return { owedBy: 'turn', evidence: 'probe', facts: { side }, ...(forbidden && { variant: 'forbidden' }) };
  },
  remarks: ({ handshake }) => {
    const [first] = refusalsOf(handshake);
    return first ? [{ remark: 'turn-unauthorized', facts: { side: first.side } }] : [];
  },
};

const refusalsOf = ({ faults }: Handshake) =>
  faults.filter(({ kind, code }) => kind === 'turn-allocated' && (code === 401 || code === 403));
