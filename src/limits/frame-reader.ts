/** Opcodes of RFC 6455, section 5.2. */
export const opcodes = { close: 0x8, ping: 0x9, pong: 0xa } as const;

/** Told of a frame as soon as its header has come, before its payload has; answers whether the next one is to be read. */
export type FrameFound = (opcode: number, final: boolean, payloadBytes: number) => boolean;

const longestHeader = 14;

/**
 * Reads the headers of a client's WebSocket frames out of the bytes as they come, and passes over what is in them. `ws`
 * tells of whole messages, of pings and of pongs: the parts of a message that never ends, and empty parts, pass it unseen.
 */
export class FrameReader {
  /** A header that has come in pieces, where one ever did. */
  private header: Uint8Array | undefined;
  private got = 0;
  /** Bytes that the header has, as far as is known. */
  private wanted = 2;
  /** Of the frame that is being passed over. */
  private left = 0;
  private messageOpen = false;
  /** Bytes of the last chunk that were read: all, unless nothing more was to be read. */
  readBytes = 0;

  constructor(private readonly found: FrameFound) {}

  /** Reads on; answers whether a message is unfinished behind these bytes: a part of it, or of a frame, is still to come. */
  read(chunk: Uint8Array): boolean {
    let at = 0;
    let goesOn = true;
    while (goesOn && at < chunk.length) {
      if (this.left > 0) {
        const passed = Math.min(this.left, chunk.length - at);
        this.left -= passed;
        at += passed;
        continue;
      }
      const bytes = headerBytes(chunk[at + 1] ?? 0);
      if (this.got === 0 && chunk.length - at >= bytes) {
        goesOn = this.finishHeader(chunk, at);
        at += bytes;
      } else {
        const header = (this.header ??= new Uint8Array(longestHeader));
        header[this.got++] = chunk[at++] ?? 0;
        if (this.got === 2) this.wanted = headerBytes(header[1] ?? 0);
        if (this.got >= 2 && this.got === this.wanted) goesOn = this.finishHeader(header, 0);
      }
    }
    this.readBytes = at;
    return this.messageOpen || this.left > 0 || this.got > 0;
  }

  private finishHeader(header: Uint8Array, at: number): boolean {
    const first = header[at] ?? 0;
    const opcode = first & 0x0f;
    const final = first >= 0x80;
    this.left = payloadBytes(header, at);
    this.got = 0;
    this.wanted = 2;
    if (opcode < opcodes.close) this.messageOpen = !final;
    return this.found(opcode, final, this.left);
  }
}

function payloadBytes(header: Uint8Array, at: number): number {
  const short = (header[at + 1] ?? 0) & 0x7f;
  if (short < 126) return short;
  let bytes = 0;
  for (let next = at + 2; next < at + (short === 126 ? 4 : 10); next++) bytes = bytes * 256 + (header[next] ?? 0);
  return bytes;
}

function headerBytes(second: number): number {
  const short = second & 0x7f;
  const length = short === 126 ? 2 : short === 127 ? 8 : 0;
  return 2 + length + (second >= 0x80 ? 4 : 0);
}
