import { sides } from '../../../protocol/verdict.js';
import { faultOf, missing, passed, sees, type Cause } from './cause.js';
import { unaccounted } from './path.js';

export const dtlsFailed: Cause<'dtls-failed'> = {
  code: 'dtls-failed',
  rule: 'ICE has connected, and connectionState never became connected: it failed, or its wait is over on a side that is known to have both descriptions.',
  owedBy: 'the path, certificates, where both pages are seen; otherwise not known',
  restsOn: ['callee:offer-applied', 'caller:answer-applied'],
  refutedBy: ['side:dtls-connected'],
  find: (view) => {
    const { handshake, ladderState } = view;
    if (ladderState.firstGap?.stage !== 'dtls-connected') return undefined;
    const unknown = unaccounted(view);
    const known = sides.every((side) => sees(view, side)) && unknown === undefined;
    const variant = unknown === 'unplaced' ? { variant: unknown } : {};
    const found = { owedBy: known ? 'path' : 'not-known', evidence: 'probe', ...variant } as const;
    const failed = faultOf(view, 'dtls-connected')?.side;
    if (failed && !handshake[failed].marks['dtls-connected']) return { ...found, facts: { side: failed } };
    const connected = sides.some((side) => handshake[side].marks['dtls-connected']);
    return missing(view, 'dtls-connected') && !connected && passed(view, 'answer-applied') ? found : undefined;
  },
};
