import { createHash, createHmac, randomBytes } from 'node:crypto';

/** RFC 8489, section 5. */
const cookie = 0x2112_a442;
export const headerBytes = 20;

/** Message types: method and class in one (RFC 8489, section 5; RFC 8656, section 17). */
export const types = {
  binding: 0x0001,
  allocate: 0x0003,
  refresh: 0x0004,
  createPermission: 0x0008,
  send: 0x0016,
  data: 0x0017,
};
const successBit = 0x0100;
const errorBits = 0x0110;

/** RFC 8489, section 18.3; RFC 8656, section 18. */
export const attributes = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  peerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  relayedAddress: 0x0016,
  requestedTransport: 0x0019,
  alternateServer: 0x8023,
} as const;

export type Attribute = readonly [type: number, value: Buffer];

export interface StunMessage {
  readonly type: number;
  /** 96 bits in hex. */
  readonly transaction: string;
  readonly attributes: ReadonlyMap<number, Buffer>;
}

/** A transport address: 4 or 16 bytes, and a port. */
export interface Endpoint {
  readonly ip: Buffer;
  readonly port: number;
}

export const isSuccess = (message: StunMessage): boolean => (message.type & errorBits) === successBit;
export const isResponse = (message: StunMessage): boolean => (message.type & successBit) !== 0;
export const newTransaction = (): string => randomBytes(12).toString('hex');

/** The key of a long-term credential (RFC 8489, section 9.2.2). */
export const longTermKey = (username: string, realm: string, password: string): Buffer =>
  createHash('md5').update(`${username}:${realm}:${password}`).digest();

/** @param key adds MESSAGE-INTEGRITY, whose length field counts it already (RFC 8489, section 14.5). */
export function encode(type: number, transaction: string, list: readonly Attribute[], key?: Buffer): Buffer {
  const body = Buffer.concat(list.map(([name, value]) => encodeAttribute(name, value)));
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(body.length + (key ? 24 : 0), 2);
  header.writeUInt32BE(cookie, 4);
  header.write(transaction, 8, 'hex');
  const message = Buffer.concat([header, body]);
  if (!key) return message;
  const integrity = createHmac('sha1', key).update(message).digest();
  return Buffer.concat([message, encodeAttribute(attributes.messageIntegrity, integrity)]);
}

function encodeAttribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/** How long a message says that it is, header included; undefined: this is not STUN. */
export function lengthOf(bytes: Buffer): number | undefined {
  const wellFormed = bytes.readUInt8(0) < 0x40 && bytes.readUInt32BE(4) === cookie;
  return wellFormed ? headerBytes + bytes.readUInt16BE(2) : undefined;
}

/** Of an attribute that is there twice, the first counts (RFC 8489, section 14). */
export function decode(bytes: Buffer): StunMessage | undefined {
  if (bytes.length < headerBytes || lengthOf(bytes) !== bytes.length) return undefined;
  const found = new Map<number, Buffer>();
  for (let offset = headerBytes; offset + 4 <= bytes.length;) {
    const type = bytes.readUInt16BE(offset);
    const length = bytes.readUInt16BE(offset + 2);
    if (!found.has(type)) found.set(type, bytes.subarray(offset + 4, offset + 4 + length));
    offset += 4 + Math.ceil(length / 4) * 4;
  }
  return { type: bytes.readUInt16BE(0), transaction: bytes.toString('hex', 8, headerBytes), attributes: found };
}

/** ERROR-CODE (RFC 8489, section 14.8). */
export function errorOf(message: StunMessage): { code: number; said: string } | undefined {
  const value = message.attributes.get(attributes.errorCode);
  if (!value || value.length < 4) return undefined;
  return { code: (value.readUInt8(2) & 7) * 100 + value.readUInt8(3), said: value.toString('utf8', 4) };
}

/** An XOR-…-ADDRESS (RFC 8489, section 14.2), which hides itself from routers that rewrite what looks like an address. */
export function encodeXorAddress({ ip, port }: Endpoint, transaction: string): Buffer {
  const plain = Buffer.alloc(4 + ip.length);
  plain.writeUInt8(ip.length === 4 ? 1 : 2, 1);
  plain.writeUInt16BE(port, 2);
  ip.copy(plain, 4);
  return xored(plain, transaction);
}

export function readXorAddress(message: StunMessage, type: number): Endpoint | undefined {
  const value = message.attributes.get(type);
  return value && readAddress(xored(value, message.transaction));
}

/** ALTERNATE-SERVER is written plainly (RFC 8489, section 14.15). */
export function readAddress(value: Buffer): Endpoint | undefined {
  if (value.length !== 8 && value.length !== 20) return undefined;
  return { ip: value.subarray(4), port: value.readUInt16BE(2) };
}

function xored(value: Buffer, transaction: string): Buffer {
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(cookie, 0);
  mask.write(transaction, 4, 'hex');
  const port = value.subarray(2, 4).map((byte, index) => byte ^ (mask[index] ?? 0));
  const ip = value.subarray(4).map((byte, index) => byte ^ (mask[index] ?? 0));
  return Buffer.concat([value.subarray(0, 2), port, ip]);
}
