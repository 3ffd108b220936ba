import { limits } from '../../protocol/limits.js';
import type { MessageKind } from '../../protocol/stages.js';

/** A frame, or a message in its pieces, that is over its bound: codes of `ws`. */
const overBounds: ReadonlySet<string | undefined> = new Set([
  'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  'WS_ERR_TOO_MANY_BUFFERED_PARTS',
]);

export const isOverBound = ({ code }: { code?: string }): boolean => overBounds.has(code);

/** What the head of a message tells. */
export interface Head {
  kind: MessageKind;
  target?: string;
}

/** Before the payload of a final text frame (RFC 6455, section 5.2): its two first bytes, eight of length, four of mask. */
const firstBytes = Buffer.from([0x81, 0xff]);
const lengthAt = 2;
const maskAt = 10;
const payloadAt = 14;
/** Bytes of a payload in which the event and the target stand, where its page names that first. */
const headBytes = 192;

/** An event of Socket.IO (protocol, revision 5) in a message of Engine.IO, its id for an acknowledgement, and a target that is plain. */
const headOf = /^42\d{0,20}\["(offer|answer|ice-candidate)",(?:\{"target":"([\w-]+)")?/;

/**
 * Reads the head of the frame over the bound that is in a chunk, as far as it is in there: `ws` refuses it for its length,
 * before it reads anything of it. Nothing where the frame is in pieces, or has another event.
 */
export function readLargeFrame(chunk: Buffer): Head | undefined {
  for (let at = chunk.indexOf(firstBytes); at >= 0; at = chunk.indexOf(firstBytes, at + 1)) {
    if (chunk.length - at < payloadAt || chunk.readBigUInt64BE(at + lengthAt) <= limits.frameBytes) continue;
    const head = chunk.subarray(at + payloadAt, at + payloadAt + headBytes);
    const plain = head.map((byte, index) => byte ^ (chunk[at + maskAt + (index % 4)] ?? 0));
    const [, kind, target] = headOf.exec(Buffer.from(plain).toString('latin1')) ?? [];
    if (kind) return { kind: kind as MessageKind, ...(target !== undefined && { target }) };
  }
  return undefined;
}
