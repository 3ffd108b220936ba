import type { Cause } from './cause.js';
import { notDelivered } from './not-delivered.js';

export const answerNotDelivered: Cause<'answer-not-delivered'> = {
  code: 'answer-not-delivered',
  rule: "The answer was written to the caller's socket, and neither a pong nor an acknowledgement has come back.",
  owedBy: "the caller's network",
  restsOn: ['gateway:answer-forwarded'],
  refutedBy: ['gateway:answer-delivered', 'gateway:answer-handled', 'caller:answer-applied'],
  find: (view) => notDelivered(view, 'answer', 'caller'),
};
