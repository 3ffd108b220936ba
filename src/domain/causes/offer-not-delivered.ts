import type { Cause } from './cause.js';
import { notDelivered } from './not-delivered.js';

export const offerNotDelivered: Cause<'offer-not-delivered'> = {
  code: 'offer-not-delivered',
  rule: "The offer was written to the callee's socket, and neither a pong nor an acknowledgement has come back.",
  owedBy: "the callee's network",
  restsOn: ['gateway:offer-forwarded'],
  refutedBy: ['gateway:offer-delivered', 'gateway:offer-handled', 'callee:offer-applied', 'gateway:answer-received'],
  find: (view) => notDelivered(view, 'offer', 'callee'),
};
