/** A message that is longer is passed and not read. */
export const messageBytes = 1_000_000;

/** Longest control frame: two bytes, a mask, 125 bytes of payload (RFC 6455, section 5.5). */
const longestControl = 125;
const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Who wants to know what a stream of frames carries. */
export interface FrameListener {
  /** Bytes of the stream, in order and exactly as they came. */
  pass(bytes: Buffer): void;
  /** A message is whole. Called before its last byte is passed. */
  message(message: string | Buffer): void;
  /** Called before the frame is passed. */
  closing(): void;
  /** Frame by frame: what is to stand in the stream behind the frame that has ended. */
  insertion?(): Buffer | undefined;
  /** Are pongs to be looked at? They are held until they are whole, 139 bytes at most. */
  wantsPongs?(): boolean;
  /** @returns whether the pong is taken out of the stream */
  takesPong?(payload: Buffer): boolean;
}

/**
 * Reads the WebSocket frames of a stream (RFC 6455, section 5) beside passing its bytes. What it cannot follow (an extension's
 * bits, an opcode that is none) it passes unread from there on.
 */
export class WatchedFrames {
  private readonly header = Buffer.alloc(14);
  private headerLength = 0;
  private headerNeeds = 2;
  /** Of the payload of the frame, still to come. */
  private remaining = 0;
  private inPayload = false;
  private readonly control = new Gathering(longestControl);
  private readonly data = new Gathering(messageBytes);
  /** Opcode of the message whose frames are coming. */
  private kind: number | undefined;
  /** Bytes of a pong that is not whole, kept back. */
  private held: Gathering | undefined;
  private isLost = false;
  private isReading = false;

  constructor(private readonly listener: FrameListener) {}

  /** Can a frame of ours stand here? */
  get isBetweenFrames(): boolean {
    return !this.isReading && !this.isLost && !this.inPayload && this.headerLength === 0;
  }

  read(chunk: Buffer): void {
    this.isReading = true;
    let passed = 0;
    let at = 0;
    while (at < chunk.length && !this.isLost) {
      if (this.inPayload) {
        const end = Math.min(at + this.remaining, chunk.length);
        this.takePayload(chunk.subarray(at, end));
        at = end;
      } else {
        if (this.headerLength === 0 && isPong(chunk[at]) && this.listener.wantsPongs?.()) {
          this.pass(chunk.subarray(passed, at));
          passed = at;
          this.held = new Gathering(longestControl + this.header.length);
        }
        this.takeHeader(chunk[at++] as number);
      }
      if (this.held) {
        this.held.add(chunk.subarray(passed, at));
        passed = at;
      }
      if (this.inPayload && this.remaining === 0) {
        const isTaken = this.frameEnds();
        const { held } = this;
        this.held = undefined;
        if (held && !isTaken) this.pass(held.take());
        const insertion = this.listener.insertion?.();
        if (insertion) {
          this.pass(chunk.subarray(passed, at));
          this.pass(insertion);
          passed = at;
        }
      }
    }
    if (this.isLost) this.end();
    this.pass(passed === 0 ? chunk : chunk.subarray(passed));
    this.isReading = false;
  }

  /** Nothing more comes: what was kept back is passed. */
  end(): void {
    const { held } = this;
    this.held = undefined;
    if (held) this.pass(held.take());
  }

  private pass(bytes: Buffer): void {
    if (bytes.length > 0) this.listener.pass(bytes);
  }

  private get opcode(): number {
    return (this.header[0] as number) & 0x0f;
  }

  private get isFinal(): boolean {
    return ((this.header[0] as number) & 0x80) !== 0;
  }

  private takeHeader(byte: number): void {
    this.header[this.headerLength++] = byte;
    if (this.headerLength === 2) {
      const short = byte & 0x7f;
      this.headerNeeds = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (byte & 0x80 ? 4 : 0);
      const isControl = this.opcode >= opcodes.close;
      const isKnown = this.opcode <= opcodes.binary || (isControl && this.opcode <= opcodes.pong);
      const isSound = isKnown && ((this.header[0] as number) & 0x70) === 0;
      this.isLost = !isSound || (isControl && (short > longestControl || !this.isFinal));
    }
    if (this.headerLength < this.headerNeeds) return;
    const short = (this.header[1] as number) & 0x7f;
    this.remaining =
      short === 126 ? this.header.readUInt16BE(2) : short === 127 ? Number(this.header.readBigUInt64BE(2)) : short;
    this.isLost ||= this.remaining > Number.MAX_SAFE_INTEGER;
    this.inPayload = true;
    if (this.opcode === opcodes.text || this.opcode === opcodes.binary) {
      this.kind = this.opcode;
      this.data.take();
    }
  }

  /** The parts of a message that is read are unmasked where they are kept: each frame has a mask of its own. */
  private takePayload(part: Buffer): void {
    this.remaining -= part.length;
    if (this.kind === opcodes.text && this.opcode === opcodes.text && this.isWhole(part)) {
      this.kind = undefined;
      this.listener.message(textOf(part, this.mask));
      return;
    }
    const store = this.opcode >= opcodes.close ? this.control : this.data;
    const start = store.length;
    store.add(part);
    const { mask } = this;
    if (!mask || store.isOver) return;
    store.unmask(start, mask);
    rotate(mask, part.length % 4);
  }

  /** As most messages come: nothing has to be kept of them. */
  private isWhole(part: Buffer): boolean {
    return (
      this.isFinal &&
      this.remaining === 0 &&
      this.data.length === 0 &&
      !this.data.isOver &&
      part.length <= scratch.length
    );
  }

  private get mask(): Buffer | undefined {
    return (this.header[1] as number) & 0x80 ? this.header.subarray(this.headerNeeds - 4, this.headerNeeds) : undefined;
  }

  /** @returns whether the frame is taken out of the stream */
  private frameEnds(): boolean {
    const { opcode } = this;
    this.inPayload = false;
    this.headerLength = 0;
    this.headerNeeds = 2;
    if (opcode >= opcodes.close) {
      const payload = this.control.take();
      if (opcode === opcodes.close) this.listener.closing();
      return opcode === opcodes.pong && this.held !== undefined && this.listener.takesPong?.(payload) === true;
    }
    if (!this.isFinal || this.kind === undefined) return false;
    const { kind } = this;
    const { isOver } = this.data;
    const bytes = this.data.take();
    this.kind = undefined;
    if (!isOver) this.listener.message(kind === opcodes.text ? bytes.toString('utf8') : bytes);
    return false;
  }
}

/** Where a message is unmasked that nothing is kept of. */
const scratch = Buffer.alloc(65_536);

function textOf(part: Buffer, mask: Buffer | undefined): string {
  if (!mask) return part.toString('utf8');
  for (let at = 0; at < part.length; at++) scratch[at] = (part[at] as number) ^ (mask[at & 3] as number);
  return scratch.toString('utf8', 0, part.length);
}

function isPong(byte = 0): boolean {
  return (byte & 0x0f) === opcodes.pong;
}

function rotate(mask: Buffer, by: number): void {
  if (by > 0) Buffer.concat([mask.subarray(by), mask.subarray(0, by)]).copy(mask);
}

/** Bytes that come in parts; more than there may be are not kept. */
class Gathering {
  length = 0;
  isOver = false;
  private bytes = Buffer.alloc(0);

  constructor(private readonly limit: number) {}

  add(part: Buffer): void {
    if (this.isOver) return;
    const length = this.length + part.length;
    if (length > this.limit) {
      this.isOver = true;
      this.length = 0;
      this.bytes = Buffer.alloc(0);
      return;
    }
    if (length > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.limit, Math.max(length, this.bytes.length * 2)));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    part.copy(this.bytes, this.length);
    this.length = length;
  }

  unmask(start: number, mask: Buffer): void {
    const { bytes, length } = this;
    for (let at = start; at < length; at++) bytes[at] = (bytes[at] as number) ^ (mask[(at - start) & 3] as number);
  }

  /** What there is; from now on there is nothing. */
  take(): Buffer {
    const bytes = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.alloc(0);
    this.length = 0;
    this.isOver = false;
    return bytes;
  }
}

/** A ping as a server sends it: unmasked (RFC 6455, sections 5.1 and 5.5.2), with up to 125 bytes. */
export function pingFrame(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcodes.ping, payload.length]), payload]);
}
