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

/** How a rung is counted: from 1 to 16. */
export const rungNumber = (stage: Stage): string => String(stages.indexOf(stage) + 1);

/**
 * Steps that are no rung of the ladder themselves: presence, signs of life, candidates, what a probe sees besides, and
 * what several reports together show.
 */
export const otherSteps = [
  'connected',
  'requested',
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
  /** The page has written the description to its signaling socket. */
  'offer-sent',
  'answer-sent',
  /** Failed where the page is no secure context (W3C Secure Contexts): it has no `navigator.mediaDevices`. */
  'context-checked',
  /** The page's own code has thrown, where it makes or answers a call, and has not caught it. */
  'page-threw',
  /** The page goes: navigated away, closed, or put into the back/forward cache (`pagehide`). */
  'page-gone',
  /** One page is two members of the room. */
  'page-shared',
  /** One RTCPeerConnection has taken descriptions of two participants. */
  'connection-shared',
  /** Two connections of one page have taken the same offer. */
  'connection-doubled',
  /** The answer that came was made for another offer; `answer-placed` says so of the offer that it was made for. */
  'answer-misplaced',
  'answer-placed',
  /** The page has negotiated a connection of whose descriptions none was relayed here. */
  'negotiated-elsewhere',
  'replaced',
  'instance-lost',
] as const;
export type OtherStep = (typeof otherSteps)[number];

/** How a fact is known, from the weakest to the strongest sight into the other end. */
export const evidenceLevels = ['gateway', 'transport', 'page', 'probe'] as const;
export type Evidence = (typeof evidenceLevels)[number];
