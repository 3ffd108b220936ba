import { failureNames } from '../../../protocol/reports.js';
import { sides } from '../../../protocol/verdict.js';
import { faultOf, ofSides, type RemarkedCause } from './cause.js';
import { iceStopped } from './path.js';
import { candidatesDue, candidatesTaken } from '../candidates.js';
import { otherSide } from '../handshake.js';

/** What a browser throws, of the closed list that its probe tells: nothing that a page wrote gets into a sentence. */
const thrown = failureNames.filter((name) => name.endsWith('Error'));

export const candidateRefused: RemarkedCause<'candidate-refused'> = {
  code: 'candidate-refused',
  rule: "addIceCandidate threw on one side, its probe has seen none applied since, and no path was found. InvalidStateError: the candidate came before the description, and the receiver's page did not keep it.",
  owedBy: "the receiver's page",
  restsOn: ['gateway:answer-received', 'caller:answer-applied', 'side:candidate-applied!failed'],
  refutedBy: ['side:ice-connected', 'side:candidate-applied'],
  late: true,
  find: (view) => {
    const { handshake, waits, now, ladderState } = view;
    const stopped = iceStopped(view);
    const refusing = sides.filter((known) => {
      const fault = faultOf(view, 'candidate-applied', known);
      if (!fault || (handshake[known].done['candidate-applied'] ?? -Infinity) > fault.at) return false;
      return stopped || candidatesTaken(handshake, known, waits, now, ladderState.probeSilent) === 'refused';
    });
    // The other side may lose them too: its own time is not over yet.
    const open = sides.some((known) => now < (candidatesDue(handshake, known, waits) ?? 0));
    if (open && !stopped) return undefined;
    const [side] = refusing;
    if (
      !side ||
      ladderState.firstGap?.stage !== 'ice-connected' ||
      sides.some((known) => handshake[known].marks['ice-connected'])
    )
      return undefined;
    const { name, signalingState } = faultOf(view, 'candidate-applied', side) ?? {};
    const early = name === 'InvalidStateError' && signalingState !== 'closed';
    const found = { evidence: 'probe', facts: { side, other: otherSide(side) } } as const;
    const owedBy = refusing.length === 2 ? 'both' : side;
    if (early) return { ...found, owedBy, ...(stopped && { sure: true }) };
    if (signalingState === 'closed') return { ...found, owedBy, sure: true, variant: 'closed' };
    if (name !== 'TypeError') {
      const error = thrown.find((known) => known === name);
      const told = error
        ? ({ facts: { ...found.facts, error }, variant: 'named' } as const)
        : ({ variant: 'other' } as const);
      return { ...found, ...told, owedBy: 'not-known', sure: true };
    }
    // What was sent without its place, the receiver cannot put right; what was sent whole, it has spoilt itself.
    const unplaced = handshake[otherSide(side)].unplaced === true;
    const variant = owedBy === 'both' ? 'both' : unplaced ? 'unplaced' : 'rebuilt';
    return { ...found, owedBy, sure: true, variant };
  },
  remarks: (view) => [
    ...ofSides('candidate-refused', view.handshake, (_, side) => faultOf(view, 'candidate-applied', side)),
    ...ofSides('candidates-unplaced', view.handshake, ({ unplaced }) => unplaced),
  ],
};
