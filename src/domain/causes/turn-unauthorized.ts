import { sides } from '../../../protocol/verdict.js';
import type { Cause } from './cause.js';
import { starved } from './path.js';

export const turnUnauthorized: Cause<'turn-unauthorized'> = {
  code: 'turn-unauthorized',
  rule: "A TURN server refused one side's credentials (401) or its request (403), this side has no relay candidate, and no path was found with nothing else to blame: it may use no other, or both pages have done all their steps.",
  owedBy: 'TURN',
  restsOn: ['side:turn-allocated!failed', 'caller:answer-applied', 'callee:offer-applied'],
  refutedBy: ['side:turn-allocated', 'caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    const refusals = view.handshake.faults.filter(
      ({ kind, code }) => kind === 'turn-allocated' && (code === 401 || code === 403),
    );
    const side = sides.find((known) => refusals.some((fault) => fault.side === known) && starved(view, known));
    if (!side) return undefined;
    const forbidden = !refusals.some((fault) => fault.side === side && fault.code === 401);
    return { owedBy: 'turn', evidence: 'probe', facts: { side }, ...(forbidden && { variant: 'forbidden' }) };
  },
};
