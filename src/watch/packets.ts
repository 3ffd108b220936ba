/**
 * Packets of Engine.IO (protocol, revisions 3 and 4) and of Socket.IO in them (protocol, revisions 4 and 5), read and never
 * written. What is no packet is answered with undefined, or left out of a list.
 */

/** The two differ in how a payload of HTTP polling is put together, and in whose id a socket has. */
export type EngineRevision = 3 | 4;

const engineTypes = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'] as const;

export interface EnginePacket {
  readonly type: (typeof engineTypes)[number];
  readonly data: string | Buffer;
}

export interface SocketPacket {
  readonly type: 'connect' | 'disconnect' | 'event' | 'ack' | 'error';
  /** `/` where it names none. */
  readonly namespace: string;
  /** How many binary packets follow that belong to it. */
  readonly attachments: number;
  /** What it carries, in JSON: of an event, its name and its arguments in one array. Empty where it carries nothing. */
  readonly payload: string;
}

/** The query of an Engine.IO request; undefined for any other. */
export interface EngineQuery {
  readonly revision: EngineRevision;
  readonly transport: string;
  /** The session, once there is one. */
  readonly sid?: string;
}

/** Whatever its path is: an app may have one of its own. */
export function engineQueryOf(url: string): EngineQuery | undefined {
  const start = url.indexOf('?');
  if (start === -1 || !url.includes('EIO=', start)) return undefined;
  const query = new URLSearchParams(url.slice(start));
  const revision = Number(query.get('EIO'));
  const transport = query.get('transport');
  if (!Number.isInteger(revision) || revision < 1 || revision > 4 || transport === null) return undefined;
  const sid = query.get('sid');
  return { revision: revision === 4 ? 4 : 3, transport, ...(sid !== null && { sid }) };
}

/** A packet that came as text: a WebSocket's text message, or one of a payload. */
export function readEngineText(text: string, revision: EngineRevision): EnginePacket | undefined {
  // Bytes in base64: behind their type in revision 3, always a message in 4.
  const isBase64 = text.startsWith('b');
  const typeAt = isBase64 && revision === 3 ? 1 : 0;
  const type = isBase64 && revision === 4 ? 'message' : engineTypes[text.charCodeAt(typeAt) - 48];
  const data = text.slice(typeAt + 1);
  return type && { type, data: isBase64 ? Buffer.from(data, 'base64') : data };
}

/** A packet that came as bytes: the whole is a message in revision 4; in 3 its type is ahead of it. */
export function readEngineBytes(bytes: Buffer, revision: EngineRevision): EnginePacket | undefined {
  if (revision === 4) return { type: 'message', data: bytes };
  const type = engineTypes[bytes[0] ?? -1];
  return type && { type, data: bytes.subarray(1) };
}

/** The packets in the body of a polling request, or of what answers it. */
export function readPayload(body: Buffer, revision: EngineRevision): EnginePacket[] {
  if (body.length === 0) return [];
  const packets =
    revision === 4
      ? body
          .toString('utf8')
          .split('\u001e')
          .map((text) => readEngineText(text, revision))
      : (body[0] ?? 0) < 2
        ? readBinaryPayload(body)
        : readTextPayload(body.toString('utf8'));
  return packets.filter((packet) => packet !== undefined);
}

/** `<length>:<packet>`, as often as there are packets; lengths count UTF-16 units. */
function readTextPayload(text: string): (EnginePacket | undefined)[] {
  const packets = [];
  for (let at = 0; at < text.length;) {
    const colon = text.indexOf(':', at);
    const length = colon - at > 0 && colon - at < 10 ? Number(text.slice(at, colon)) : NaN;
    if (!Number.isInteger(length) || length < 1) break;
    packets.push(readEngineText(text.slice(colon + 1, colon + 1 + length), 3));
    at = colon + 1 + length;
  }
  return packets;
}

/** `<0 for text, 1 for bytes><digits of the length, a byte each><255><packet>`, as often as there are packets. */
function readBinaryPayload(body: Buffer): (EnginePacket | undefined)[] {
  const packets = [];
  for (let at = 0; at < body.length;) {
    const start = body.indexOf(255, at + 1);
    const digits = body.subarray(at + 1, start);
    const length = start > at + 1 && digits.length < 10 ? Number(digits.join('')) : NaN;
    if (!Number.isInteger(length) || length < 1) break;
    const packet = body.subarray(start + 1, start + 1 + length);
    packets.push(body[at] === 0 ? readEngineText(packet.toString('utf8'), 3) : readEngineBytes(packet, 3));
    at = start + 1 + length;
  }
  return packets;
}

const socketTypes = ['connect', 'disconnect', 'event', 'ack', 'error', 'event', 'ack'] as const;
/** Type, number of attachments, namespace with a query of its own, id of an acknowledgement. */
const packetHead = /^(?:([56])(\d{1,4})-|([0-4]))(?:(\/[^,?]*)(?:\?[^,]*)?(?:,|$))?\d{0,20}/;

/** A packet of Socket.IO, as the text of an Engine.IO message. */
export function readSocketPacket(text: string): SocketPacket | undefined {
  const [head, binary, attachments = '0', plain, namespace = '/'] = packetHead.exec(text) ?? [];
  const type = socketTypes[Number(binary ?? plain)];
  if (head === undefined || type === undefined) return undefined;
  const payload = text.slice(head.length);
  // Text that only begins like a packet.
  if (payload !== '' && !/^[[{"]/.test(payload)) return undefined;
  return { type, namespace, attachments: Number(attachments), payload };
}

/** The name of an event: the first argument, where that is text of a bearable length. */
export function eventOf(payload: string): string | undefined {
  const [, name] = /^\[("(?:[^"\\]|\\.){0,200}")/.exec(payload) ?? [];
  return name === undefined ? undefined : parsedText(name);
}

/** The Socket.IO id that a server tells, where it does (revision 5 of the protocol). */
export function socketIdOf(payload: string): string | undefined {
  const [, id] = /^\{"sid":("[^"\\]{1,100}")/.exec(payload) ?? [];
  return id === undefined ? undefined : parsedText(id);
}

function parsedText(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}
