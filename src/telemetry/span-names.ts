/** Everything that a trace is made of by name; the metrics are in names.ts. */

/** Service names: the lanes of a trace. */
export const services = {
  caller: 'hopline-caller',
  gateway: 'hopline-gateway',
  callee: 'hopline-callee',
} as const;

/**
 * Attribute keys of spans. The messaging ones are those of the OpenTelemetry semantic conventions 1.45 (messaging spans,
 * in development), copied because the package's incubating entry may change in a minor release. Neither says anything of
 * WebRTC, hence the `webrtc.` and `hopline.` keys.
 */
export const attributes = {
  system: 'messaging.system.name',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destinationTemplate: 'messaging.destination.template',
  conversation: 'messaging.message.conversation_id',
  bodySize: 'messaging.message.body.size',
  errorType: 'error.type',
  stage: 'webrtc.signaling.stage',
  candidateType: 'webrtc.candidate.type',
  candidateProtocol: 'webrtc.candidate.protocol',
  candidateFamily: 'webrtc.candidate.address_family',
  direction: 'hopline.from',
  caller: 'hopline.caller.id',
  callee: 'hopline.callee.id',
  seenBy: 'hopline.evidence',
  result: 'hopline.result',
  tookMs: 'hopline.took_ms',
  previous: 'hopline.handshake.previous',
  omitted: 'hopline.hops.omitted',
  outcome: 'hopline.outcome',
  withdrawn: 'hopline.withdrawn',
  cause: 'hopline.cause',
  owedBy: 'hopline.owed_by',
  sentence: 'hopline.sentence',
  advice: 'hopline.advice',
} as const;

/**
 * Span names: few and fixed. A hop's is that of its stage, so that a trace reads as the ladder, unless it is here; never a
 * room or a participant.
 */
export const spanNames = {
  handshake: 'handshake',
  /** A verdict that changed after its handshake was drawn. */
  verdict: 'verdict',
  connected: 'connect',
  joined: 'join',
  left: 'leave',
  event: 'receive unknown event',
} as const;
