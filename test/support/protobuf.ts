/** One field of a protobuf message: its number, and its bytes or its number (Protocol Buffers, "Encoding"). */
export interface Field {
  number: number;
  bytes: Buffer;
  value: bigint;
}

/** The fields of a message, in their order. */
export function* fieldsOf(message: Buffer): Generator<Field> {
  let offset = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(offset++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (length: number) => message.subarray(offset, (offset += length));
  while (offset < message.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    switch (tag & 7) {
      case 0:
        yield { number, bytes: Buffer.alloc(0), value: varint() };
        break;
      case 1: {
        const eight = bytes(8);
        yield { number, bytes: eight, value: eight.readBigUInt64LE() };
        break;
      }
      case 2:
        yield { number, bytes: bytes(Number(varint())), value: 0n };
        break;
      case 5:
        yield { number, bytes: bytes(4), value: 0n };
        break;
      default:
        throw new Error(`no protobuf: wire type ${tag & 7}`);
    }
  }
}
