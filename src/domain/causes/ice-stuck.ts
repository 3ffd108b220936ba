import { faultOf, missing, seconds, type Cause } from './cause.js';
import { gathered, shortage, unaccounted } from './path.js';

export const iceStuck: Cause<'ice-stuck'> = {
  code: 'ice-stuck',
  rule: 'ICE has neither connected nor failed before its wait was over: the probes still see it checking. What each side gathered says why.',
  owedBy: 'the path, where every step of both pages is known; otherwise not known',
  restsOn: ['callee:offer-applied', 'caller:answer-applied', 'caller:candidate-applied', 'callee:candidate-applied'],
  refutedBy: ['caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    if (!missing(view, 'ice-connected') || faultOf(view, 'ice-connected')) return undefined;
    const facts = { ...gathered(view), seconds: seconds(view.waits['ice-connected']) };
    const unknown = unaccounted(view);
    if (unknown) return { owedBy: 'not-known', evidence: 'probe', facts, variant: unknown };
    return { owedBy: 'path', evidence: 'probe', facts, variant: shortage(view) };
  },
};
