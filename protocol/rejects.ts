/**
 * Why the gateway refuses a message: a closed list. The code is the acknowledgement's `error.code`, the reason of the
 * hop, a label value and a row of the documentation; the sentence is for the sender.
 */
export const rejects = {
  /** The payload does not have the shape of its event. */
  malformed: { sentence: 'The message does not have the shape of its event.', retryable: false },
  /** A description or candidate is over its bound; the frame itself still fitted. */
  'too-large': { sentence: 'The message is larger than the gateway relays.', retryable: false },
  /** No event of that name is part of the protocol. */
  'unknown-event': { sentence: 'The gateway knows no such event.', retryable: false },
  /** The sender has not joined a room, or has left it. */
  'not-in-room': {
    sentence: 'Join a room first, and again on every `connect`: a reconnect has a new id.',
    retryable: true,
  },
  /** No participant of that id is in the sender's room. */
  'target-missing': { sentence: 'No such participant is in this room.', retryable: false },
  /** The participant was in the sender's room a moment ago and has left. */
  'target-left': { sentence: 'That participant has just left the room.', retryable: false },
  /** A participant named itself as the target. */
  'target-self': { sentence: 'A message cannot be sent to its own sender.', retryable: false },
  /** The room has as many participants as it may hold. */
  'room-full': { sentence: 'The room is full.', retryable: true },
  /** The gateway has as many rooms as it may hold. */
  'rooms-exhausted': { sentence: 'The gateway holds as many rooms as it may.', retryable: true },
  /** The page comes from an origin that the gateway does not serve. */
  'origin-refused': { sentence: 'This gateway does not serve pages of that origin.', retryable: false },
  /** Which instance has the room is not known now, or it cannot be reached, or that of the target's connection cannot. */
  'instance-unreachable': {
    sentence: 'The instance of the gateway that this is for cannot be reached now.',
    retryable: true,
  },
  /** Too much waits for a client that reads nothing: its connection is closed, so that only the others hear of it. */
  unread: { sentence: 'The connection takes nothing of what it is sent.', retryable: true },
  /** This instance is stopping: another one takes who connects again. */
  draining: { sentence: 'This gateway is stopping: connect again in a moment.', retryable: true },
  /** There is no token in the handshake, and the gateway asks for one. */
  'token-missing': { sentence: 'This gateway lets nobody in without a token.', retryable: false },
  /** Its signature, its algorithm or one of its claims is not what the gateway asks for. */
  'token-invalid': { sentence: 'The token is not valid.', retryable: false },
  /** Its time is over: at the handshake, or while connected. */
  'token-expired': { sentence: 'The time of the token is over.', retryable: true },
  /** The keys that tokens are checked with cannot be had, or too much came while one was being checked. */
  'token-unchecked': { sentence: 'The gateway cannot check the token now.', retryable: true },
  /** The token names the rooms that it is for, and this one is not among them. */
  'room-forbidden': { sentence: 'The token is not for this room.', retryable: false },
  /** The console, the API, its documents or the metrics were asked for without what opens them. */
  'admin-refused': { sentence: 'This is for the operator of the gateway.', retryable: false },
  /** A connection, or an address, does more than it may in the time: `retryAfterMs` says when there is room again. */
  'rate-limited': { sentence: 'Too much at once.', retryable: true },
  /** A connection went on after it was refused for its rate, and is cut. */
  flooding: { sentence: 'The connection is cut: it went on sending what was refused.', retryable: true },
  /** The address has as many connections open as it may have. */
  'connections-exhausted': { sentence: 'Too many connections are open from this address.', retryable: true },
  /** The sender has as many handshakes open as it may have, with the target or in all. */
  'handshakes-exhausted': { sentence: 'Too many handshakes are open: wait until some have settled.', retryable: true },
  /** A defect of the gateway: the message was not relayed. */
  internal: { sentence: 'The gateway could not handle the message.', retryable: true },
} as const satisfies Record<string, { sentence: string; retryable: boolean }>;

export type RejectCode = keyof typeof rejects;
export const rejectCodes = Object.keys(rejects) as readonly RejectCode[];

/** What a sender gets when its message is refused. */
export interface Refusal {
  code: RejectCode;
  message: string;
  /** When the same would be taken, in ms from now; only where time alone helps. */
  retryAfterMs?: number;
}

/** A refusal in words; `detail` names the field and the rule it broke, never the value. */
export function refusal(code: RejectCode, detail?: string): Refusal {
  const { sentence } = rejects[code];
  return { code, message: detail === undefined ? sentence : `${sentence} ${detail}` };
}

/** What a refusal says beside the sentence of its code. */
export function detailOf({ code, message }: Refusal): string | undefined {
  const { sentence } = rejects[code];
  return message.startsWith(`${sentence} `) ? message.slice(sentence.length + 1) : undefined;
}

/** Of what comes too fast. */
export function rateLimited(retryAfterMs: number): Refusal {
  const waitMs = Math.max(1, Math.ceil(retryAfterMs));
  return { ...refusal('rate-limited', `Send it again in ${waitMs} ms.`), retryAfterMs: waitMs };
}
