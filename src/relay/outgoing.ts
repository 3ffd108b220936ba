import type { Trace } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { HandshakeRef } from '../domain/hop.js';
import type { Member } from './rooms.js';
import type { ValidMessage } from './validate.js';

/** A message as the target's page is sent it. */
export class Outgoing {
  constructor(
    readonly kind: MessageKind,
    private readonly message: ValidMessage,
    private readonly sender: Member,
    private readonly handshake: HandshakeRef | undefined,
  ) {}

  /** The payload of its event. */
  get payload(): object {
    const { kind, message, sender, handshake, trace } = this;
    const payload: Record<string, unknown> = { [message.key]: message.body, sender: sender.id };
    if (kind === 'offer') payload['username'] = sender.username;
    if (handshake) payload['handshake'] = handshake.id;
    if (trace) payload['trace'] = trace;
    return payload;
  }

  /**
   * The same event as text of the Socket.IO protocol, version 5, with what it carries as it came; undefined where that was
   * written in another form than it may be passed on in. Ids have no character that JSON escapes.
   */
  get packet(): string | undefined {
    const { kind, message, sender, handshake, trace } = this;
    if (message.text === undefined) return undefined;
    const name = kind === 'offer' ? `,"username":${JSON.stringify(sender.username)}` : '';
    const id = handshake ? `,"handshake":"${handshake.id}"` : '';
    const parent = trace ? `,"trace":{"traceparent":"${trace.traceparent}"}` : '';
    return `2["${kind}",{"${message.key}":${message.text},"sender":"${sender.id}"${name}${id}${parent}}]`;
  }

  /** A candidate carries none unless its page gave one: there are many of them, and the offer has brought it. */
  private get trace(): Trace | undefined {
    const { kind, message, handshake } = this;
    return message.trace ?? (handshake && kind !== 'ice-candidate' ? traceOf(handshake) : undefined);
  }
}

/** What a page can hang its own spans on: the span of the handshake. */
function traceOf({ traceId, spanId }: HandshakeRef): Trace {
  return { traceparent: `00-${traceId}-${spanId}-01` };
}
