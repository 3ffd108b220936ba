import { sides } from '../../../protocol/verdict.js';
import { departures } from '../hop.js';
import { connectionDead, faultOf, missing, passed, wentAway, type RemarkedCause, type View } from './cause.js';
import { answeredTwice, held } from './path.js';

export const glare: RemarkedCause<'glare'> = {
  code: 'glare',
  rule: 'Offers went both ways, and neither was answered before its wait was over; or what followed from it stopped the call: both rolled back and answered, a description came in the wrong state, candidates were lost.',
  owedBy: 'both pages',
  restsOn: ['gateway:offer-received', 'gateway:crossing'],
  refutedBy: ['caller:dtls-connected', 'callee:dtls-connected'],
  late: true,
  find: (view) => {
    const { rival, marks, contested, misplacedAt } = view.handshake;
    if (rival === undefined || wentAway(view, ...departures)) return undefined;
    const found = { owedBy: 'both', evidence: 'gateway' } as const;
    if (wrongState(view)) return { ...found, evidence: 'probe', sure: true, variant: 'crossed' };
    if (connectionDead(view, 'callee')) return undefined;
    const unanswered = missing(view, 'offer-handled', 'offer-applied', 'answer-created', 'answer-received');
    const answeredAnother = misplacedAt !== undefined;
    if (!marks['answer-received'] && unanswered && !answeredAnother) return { ...found, stage: 'answer-received' };
    if (missing(view, 'candidates-exchanged')) return { ...found, variant: 'crossed' };
    const bare = !sides.some((side) => view.handshake[side].probe);
    const connected = sides.some((side) => view.handshake[side].marks['dtls-connected']);
    const broken = contested && !connected && (bare ? view.ladderState.firstGap === undefined : held(view));
    return broken ? { ...found, stage: 'answer-applied', sure: true, variant: 'crossed' } : undefined;
  },
  remarks: ({ handshake: { rival } }) => (rival === undefined ? [] : [{ remark: 'glare' }]),
};

/** A description came while the connection had taken, or made, that of the other offer; one that is closed had not. */
function wrongState(view: View): boolean {
  const threw = (step: 'offer-applied' | 'answer-applied') => {
    const fault = faultOf(view, step, step === 'offer-applied' ? 'callee' : 'caller');
    return fault?.name === 'InvalidStateError' && fault.signalingState !== 'closed';
  };
  if (passed(view, 'answer-applied') || answeredTwice(view)) return false;
  return (threw('offer-applied') && missing(view, 'offer-applied') !== undefined) || threw('answer-applied');
}
