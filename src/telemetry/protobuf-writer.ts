/** Writes protobuf messages into a buffer that grows (Protocol Buffers, "Encoding"); one writer serves any number of them. */
export class ProtobufWriter {
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private end = 0;

  /** Begins anew. */
  clear(): void {
    this.end = 0;
  }

  /** A copy of what was written. */
  copy(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.end));
  }

  varint(field: number, value: number): void {
    this.reserve(16);
    this.writeVarint(field * 8);
    this.writeVarint(value);
  }

  fixed32(field: number, value: number): void {
    this.reserve(16);
    this.writeVarint(field * 8 + 5);
    this.end = this.buffer.writeUInt32LE(value, this.end);
  }

  double(field: number, value: number): void {
    this.reserve(16);
    this.writeVarint(field * 8 + 1);
    this.end = this.buffer.writeDoubleLE(value, this.end);
  }

  /** Milliseconds as a fixed64 of nanoseconds; in halves, as they exceed what a number holds exactly. */
  nanoseconds(field: number, ms: number): void {
    this.reserve(16);
    const whole = Math.floor(ms);
    const seconds = Math.floor(whole / 1000);
    const rest = (whole - seconds * 1000) * 1e6 + Math.round((ms - whole) * 1e6);
    const high = (seconds >>> 16) * 1e9;
    const low = (high % 0x1_0000) * 0x1_0000 + (seconds & 0xffff) * 1e9 + rest;
    this.writeVarint(field * 8 + 1);
    this.end = this.buffer.writeUInt32LE(low % 0x1_0000_0000, this.end);
    this.end = this.buffer.writeUInt32LE(Math.floor(high / 0x1_0000) + Math.floor(low / 0x1_0000_0000), this.end);
  }

  text(field: number, value: string): void {
    const start = this.open(field);
    this.reserve(value.length * 3);
    this.end += this.buffer.write(value, this.end);
    this.close(start);
  }

  bytes(field: number, value: Uint8Array): void {
    this.reserve(value.length + 16);
    this.writeVarint(field * 8 + 2);
    this.writeVarint(value.length);
    this.buffer.set(value, this.end);
    this.end += value.length;
  }

  /** Fields that were written before, as they are. */
  raw(fields: Uint8Array): void {
    this.reserve(fields.length);
    this.buffer.set(fields, this.end);
    this.end += fields.length;
  }

  /** Begins a message inside this one; what `close` is to be handed. */
  open(field: number): number {
    this.reserve(16);
    this.writeVarint(field * 8 + 2);
    // Most lengths take two bytes; where one does not, what it is the length of moves.
    this.end += 2;
    return this.end;
  }

  close(start: number): void {
    const length = this.end - start;
    let width = 1;
    for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 0x80)) width++;
    this.reserve(16);
    if (width !== 2) this.buffer.copyWithin(start - 2 + width, start, this.end);
    this.end = start - 2;
    this.writeVarint(length);
    this.end += length;
  }

  private writeVarint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.end++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.end++] = rest;
  }

  private reserve(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.end + bytes));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
  }
}
