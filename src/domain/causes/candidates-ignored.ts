import { sides } from '../../../protocol/verdict.js';
import { candidatesOpen, candidatesTaken } from '../candidates.js';
import { otherSide } from '../handshake.js';
import { passed, seconds, type Cause } from './cause.js';

export const candidatesIgnored: Cause<'candidates-ignored'> = {
  code: 'candidates-ignored',
  rule: 'The candidates of one side are in the browser of the other, which has both descriptions; its probe reports since, and its page has not called addIceCandidate once. ICE has not connected.',
  owedBy: 'the page that applies none',
  restsOn: ['gateway:answer-received', 'side:alive'],
  refutedBy: ['side:candidate-applied', 'caller:ice-connected', 'callee:ice-connected'],
  late: true,
  find: (view) => {
    const { handshake, ladderState, waits, now } = view;
    if (ladderState.firstGap?.stage !== 'ice-connected') return undefined;
    if (sides.some((side) => handshake[side].marks['ice-connected'])) return undefined;
    const taken = sides.map((side) => candidatesTaken(handshake, side, waits, now, ladderState.probeSilent));
    const ignoring = sides.filter((_, index) => taken[index] === 'ignored');
    const [side] = ignoring;
    if (!side) return undefined;
    // Of a caller nobody sees, the answer may not be applied, and then no candidate can be.
    if (side === 'caller' && !passed(view, 'answer-applied')) return undefined;
    // The other page may ignore them too: its own time, or its report, is still to come.
    if (sides.some((other) => candidatesOpen(handshake, other, waits, now, ladderState.probeSilent))) return undefined;
    const facts = {
      side,
      other: otherSide(side),
      count: handshake[otherSide(side)].forwarded,
      seconds: seconds(waits.candidates),
    };
    const stopped = ladderState.firstGap.missing || handshake.faults.some(({ kind }) => kind === 'ice-connected');
    const found = { evidence: 'probe', facts, ...(stopped && { sure: true as const }) } as const;
    return ignoring.length === 2 ? { ...found, owedBy: 'both', variant: 'both' } : { ...found, owedBy: side };
  },
};
