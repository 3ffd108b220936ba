/** Everything that a trace is made of by name; the metrics are in names.ts. */

/** Service names: the lanes of a trace. */
export const services = {
  caller: 'hopline-caller',
  gateway: 'hopline-gateway',
  callee: 'hopline-callee',
} as const;

/** Keys of the attributes that all spans of a service have (semantic conventions 1.45, "Resource"). */
export const resources = {
  service: 'service.name',
  namespace: 'service.namespace',
  version: 'service.version',
  host: 'host.name',
  environment: 'deployment.environment.name',
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
  reason: 'hopline.reason',
  received: 'hopline.candidates.received',
  forwarded: 'hopline.candidates.forwarded',
  delivered: 'hopline.candidates.delivered',
  applied: 'hopline.candidates.applied',
  leftBy: 'hopline.left.by',
  leftHow: 'hopline.left.how',
  leftAfterMs: 'hopline.left.after_ms',
  previous: 'hopline.handshake.previous',
  omitted: 'hopline.hops.omitted',
  outcome: 'hopline.outcome',
  withdrawn: 'hopline.withdrawn',
  cause: 'hopline.cause',
  owedBy: 'hopline.owed_by',
  sentence: 'hopline.sentence',
  advice: 'hopline.advice',
  console: 'hopline.console',
} as const;

/**
 * Span names: few and fixed, so that a search, a list and a metric tell them apart; what stands in braces is of a closed
 * list. A rung's is that of its stage, so that a trace reads as the ladder; never a room or a participant.
 */
export const spanNames = {
  handshake: 'handshake',
  failed: 'handshake failed: {cause}',
  other: 'handshake {outcome}',
  missing: 'missing: {stage}',
  candidates: 'candidates of the {side}',
  /** A verdict that changed after its handshake was drawn. */
  verdict: 'verdict',
  verdictFailed: 'verdict failed: {cause}',
  connected: 'connect',
  joined: 'join',
  left: 'leave',
  event: 'receive unknown event',
} as const;

/** Names of events; those of other steps are the stages themselves, or the names of their spans. */
export const eventNames = { candidate: 'candidate' } as const;

/** The name with what it is about. */
export const named = (name: string, about: string): string => name.replace(/\{\w+\}/, about);
