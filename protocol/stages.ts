/** The three kinds of message the gateway relays. */
export const messageKinds = ['offer', 'answer', 'ice-candidate'] as const;
export type MessageKind = (typeof messageKinds)[number];

/**
 * The rungs of a handshake, in order: from the caller's setLocalDescription(offer) to media in both directions
 * (W3C webrtc-pc, section 4.4: the offer/answer exchange of JSEP, RFC 9429).
 */
export const stages = [
  'offer-created',
  'offer-received',
  'offer-forwarded',
  'offer-delivered',
  'offer-handled',
  'offer-applied',
  'answer-created',
  'answer-received',
  'answer-forwarded',
  'answer-delivered',
  'answer-handled',
  'answer-applied',
  'candidates-exchanged',
  'ice-connected',
  'dtls-connected',
  'media-flowing',
] as const;
export type Stage = (typeof stages)[number];

/** Steps that are no rung of the ladder themselves: presence, signs of life, candidates, what a probe sees besides. */
export const otherSteps = [
  'connected',
  'joined',
  'met',
  'left',
  'event-received',
  'alive',
  'candidate-received',
  'candidate-forwarded',
  'candidate-delivered',
  'probe-started',
  'probe-alive',
  'media-requested',
  'media-captured',
  'candidate-applied',
  'candidates-gathered',
  'turn-allocated',
  'connection-kept',
  'connection-closed',
  'replaced',
] as const;
export type OtherStep = (typeof otherSteps)[number];

/** How a fact is known, from the weakest to the strongest sight into the other end. */
export const evidenceLevels = ['gateway', 'transport', 'page', 'probe'] as const;
export type Evidence = (typeof evidenceLevels)[number];
