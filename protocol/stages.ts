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

/** How a fact is known, from the weakest to the strongest sight into the other end. */
export const evidenceLevels = ['gateway', 'transport', 'page', 'probe'] as const;
export type Evidence = (typeof evidenceLevels)[number];
