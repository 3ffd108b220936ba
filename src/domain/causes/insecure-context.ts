import { sides, type Side } from '../../../protocol/verdict.js';
import type { Stage } from '../../../protocol/stages.js';
import { faultOf, gaveUp, owed, passed, type Cause, type View } from './cause.js';

export const insecureContext: Cause<'insecure-context'> = {
  code: 'insecure-context',
  rule: 'The page was opened over plain HTTP from another machine, by its probe or by the `Origin` of its connection, and has stopped at a rung that it owes, with both still there, or went after it had thrown: there `navigator.mediaDevices` is undefined (W3C Secure Contexts; mediacapture-streams, section 9).',
  owedBy: 'that page',
  restsOn: ['side:context-checked!failed'],
  refutedBy: ['gateway:answer-received'],
  late: true,
  find: (view) => {
    const side = sides.find((known) => faultsOf(view, known).length > 0 && stoppedAt(view, known));
    if (!side) return undefined;
    // Its own error about the microphone settles it; the address alone leaves a page that needs no microphone.
    const threw = faultsOf(view, side).some(({ name }) => name === 'TypeError');
    const evidence = view.handshake[side].probe ? 'probe' : 'gateway';
    return { owedBy: side, evidence, facts: { side }, ...(threw && { sure: true, variant: 'threw' }) };
  },
};

const faultsOf = ({ handshake }: View, side: Side) =>
  handshake.faults.filter((fault) => fault.kind === 'context-checked' && fault.side === side);

/** Without a probe it is the answer, or the offer, that does not come. A step that threw, or was taken for another offer, was taken. */
function stoppedAt(view: View, side: Side): boolean {
  // Both have described what they send: what stops the call after that needs no microphone.
  if (passed(view, 'answer-received')) return false;
  const thrown = faultsOf(view, side).filter(({ name }) => name === 'TypeError');
  if (gaveUp(view, side, thrown)) return true;
  const bare: Stage = side === 'caller' ? 'offer-received' : 'answer-received';
  const stage = owed(view, side, bare);
  return stage !== undefined && !faultOf(view, stage, side) && view.handshake.misplacedAt === undefined;
}
