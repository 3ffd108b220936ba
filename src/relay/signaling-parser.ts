import * as standard from 'socket.io-parser';
import type { MessageKind } from '../../protocol/stages.js';

/** The JSON text of what a message carries on, as its page wrote it: it goes on as it came. No JSON can be one. */
export class Written {
  constructor(readonly text: string) {}
}

/** A relayed event as Socket.IO's own decoder would have read it, and what it carries as it was written. */
export interface RelayedPacket {
  kind: MessageKind;
  /** Where it asks for an acknowledgement. */
  id: number | undefined;
  payload: Record<string, unknown>;
  written: Written;
}

/** How the events begin, and how what they carry follows the target. */
const forms = (['ice-candidate', 'offer', 'answer'] as const).map((kind) => ({
  kind,
  key: kind === 'ice-candidate' ? 'candidate' : kind,
  head: `["${kind}",{"target":"`,
  body: `","${kind === 'ice-candidate' ? 'candidate' : kind}":`,
}));
/** Ids and names that are written without escapes. */
const plain = /^[\w-]{1,64}$/;
const eventType = '2';
const quote = '"';
const messageIdHead = ',"messageId":"';
const traceHead = ',"trace":{"traceparent":"';
/** Characters of a `traceparent` (W3C Trace Context, section 3.2). */
const traceparentChars = 55;
/** The number of an acknowledgement; longer ones are not read here. */
const digits = /^\d{1,9}$/;
const numberOf = (text: string) => (digits.test(text) ? Number(text) : NaN);

/**
 * Reads an event that is to be relayed, of the default namespace, in the form in which pages and our client library write it:
 * the target first, what is carried on behind it, then perhaps `messageId` and `trace`. Undefined for everything else, and for
 * what is no JSON: those are Socket.IO's own decoder's to read, or to refuse. It parses what is carried once; that this is one
 * whole JSON value proves that the text was cut where it begins and ends.
 */
export function readRelayed(packet: string): RelayedPacket | undefined {
  if (!packet.startsWith(eventType) || !packet.endsWith('}]')) return undefined;
  const start = packet.indexOf('[');
  const id = start === 1 ? undefined : numberOf(packet.slice(1, start));
  if (start < 1 || Number.isNaN(id)) return undefined;
  const form = forms.find(({ head }) => packet.startsWith(head, start));
  if (!form) return undefined;
  const targetAt = start + form.head.length;
  const targetEnd = packet.indexOf('"', targetAt);
  const target = packet.slice(targetAt, targetEnd);
  if (!plain.test(target) || !packet.startsWith(form.body, targetEnd)) return undefined;
  const tail = readTail(packet);
  const text = packet.slice(targetEnd + form.body.length, tail.start);
  try {
    const payload: Record<string, unknown> = { target, [form.key]: JSON.parse(text) as unknown };
    if (tail.messageId !== undefined) payload['messageId'] = tail.messageId;
    if (tail.traceparent !== undefined) payload['trace'] = { traceparent: tail.traceparent };
    return { kind: form.kind, id, payload, written: new Written(text) };
  } catch {
    return undefined;
  }
}

interface Tail {
  /** Where what is carried ends. */
  start: number;
  messageId?: string;
  traceparent?: string;
}

/** What stands behind what is carried, each once, in either order. */
function readTail(packet: string): Tail {
  const tail: Tail = { start: packet.length - 2 };
  readMessageId(packet, tail);
  readTrace(packet, tail);
  if (tail.traceparent !== undefined && tail.messageId === undefined) readMessageId(packet, tail);
  return tail;
}

function readMessageId(packet: string, tail: Tail): void {
  const end = tail.start - 1;
  if (packet[end] !== quote) return;
  const at = packet.lastIndexOf(messageIdHead, end);
  const messageId = packet.slice(at + messageIdHead.length, end);
  if (at < 0 || !plain.test(messageId)) return;
  tail.messageId = messageId;
  tail.start = at;
}

function readTrace(packet: string, tail: Tail): void {
  const end = tail.start - 2;
  const at = end - traceparentChars - traceHead.length;
  if (at < 0 || !packet.startsWith(traceHead, at) || !packet.startsWith('"}', end)) return;
  const traceparent = packet.slice(end - traceparentChars, end);
  if (!plain.test(traceparent)) return;
  tail.traceparent = traceparent;
  tail.start = at;
}

class Decoder extends standard.Decoder {
  override add(chunk: unknown): void {
    const relayed = typeof chunk === 'string' ? readRelayed(chunk) : undefined;
    if (!relayed) return super.add(chunk);
    const { kind, id, payload, written } = relayed;
    const data = [kind, payload, written];
    this.emitReserved('decoded', { type: standard.PacketType.EVENT, nsp: '/', data, ...(id !== undefined && { id }) });
  }
}

/** The parser of the server: Socket.IO's own, but for the way in of what is relayed. */
export const signalingParser = { ...standard, Decoder };
