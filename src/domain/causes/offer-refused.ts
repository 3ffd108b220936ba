import { passed, type Cause } from './cause.js';
import { refusedDescription } from './refused-description.js';

export const offerRefused: Cause<'offer-refused'> = {
  code: 'offer-refused',
  rule: 'setRemoteDescription(offer) threw on the callee and was not overcome: InvalidStateError, so the callee was in the wrong state, or another error, so the description is not acceptable, or none. In have-local-offer, with an offer the other way, it is glare.',
  owedBy:
    'the callee (wrong state, or no description) or the caller (its description, where the gateway sees that too)',
  restsOn: ['gateway:offer-forwarded', 'callee:offer-applied!failed'],
  refutedBy: ['callee:offer-applied'],
  find: (view) => (passed(view, 'offer-applied') ? undefined : refusedDescription(view, 'offer-applied', 'callee')),
};
