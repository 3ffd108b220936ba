import { passed, type Cause } from './cause.js';
import { refusedDescription } from './refused-description.js';

export const answerRefused: Cause<'answer-refused'> = {
  code: 'answer-refused',
  rule: 'setRemoteDescription(answer) threw on the caller and was not overcome: InvalidStateError, so the caller was in the wrong state, or another error, so the description is not acceptable.',
  owedBy: 'the caller (wrong state) or the callee (its description, where the gateway sees that too)',
  restsOn: ['gateway:answer-received', 'caller:answer-applied!failed'],
  refutedBy: ['caller:answer-applied'],
  find: (view) => (passed(view, 'answer-applied') ? undefined : refusedDescription(view, 'answer-applied', 'caller')),
};
