import { neverSet, passed, type Cause } from './cause.js';
import { refusedDescription } from './refused-description.js';

export const answerRefused: Cause<'answer-refused'> = {
  code: 'answer-refused',
  rule: 'setRemoteDescription(answer) threw on the caller and was not overcome: InvalidStateError, so the caller was in the wrong state, or another error, so the description is not acceptable, or none.',
  owedBy:
    'the caller (wrong state, or no description) or the callee (its description, where the gateway sees that too)',
  restsOn: ['gateway:answer-received', 'caller:answer-applied!failed'],
  refutedBy: ['caller:answer-applied'],
  find: (view) => {
    if (passed(view, 'answer-applied')) return undefined;
    const found = refusedDescription(view, 'answer-applied', 'caller');
    // In that state it has no offer of its own: one that was rolled back had been set before.
    const unset = found?.facts?.['state'] === 'stable' && neverSet(view, 'caller');
    return unset ? { ...found, variant: 'unset' } : found;
  },
};
