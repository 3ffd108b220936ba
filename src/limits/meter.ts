import { limits } from '../../protocol/limits.js';
import { rateLimited, refusal } from '../../protocol/rejects.js';
import type { AddressLimiter } from './address-limiter.js';
import { FrameReader, opcodes } from './frame-reader.js';
import type { MessageLimiter } from './message-limiter.js';

/** What a piece of an unfinished message costs beside its bytes: a view of a buffer, its backing store, a place in a list. */
const pieceBytes = 512;
/** Of one connection: a message of the largest size, in pieces as a slow network brings them. */
const mostHeld = 4 * limits.frameBytes;
/** When what could not be kept may be sent again: by then, others may have come to their end. */
const againMs = 1000;

/** How much a client may still say: somebody's frames are larger than those of a stranger. */
export interface Speaker {
  readonly limiter: MessageLimiter;
  readonly address: AddressLimiter;
  /** It has a Socket.IO socket, so it is known who speaks. */
  known: boolean;
}

/** Pings that the client was sent and has not answered. */
export interface Pinged {
  unanswered: number;
}

/**
 * What a WebSocket brings, frame by frame, ahead of `ws`: each is charged, whatever it is, and what is kept of a message
 * that has not ended is counted for its address.
 */
export class Meter {
  private readonly reader: FrameReader;
  /** Bytes kept now, and since when, in ms of `performance.now()`. */
  private held = 0;
  private since = 0;
  private messageBytes = 0;
  private pieces = 0;
  private ended = false;
  private at = 0;

  constructor(
    private readonly speaker: Speaker,
    private readonly pinged: Pinged,
  ) {
    this.reader = new FrameReader((opcode, final, bytes) => {
      this.frame(opcode, final, bytes);
      return !this.speaker.limiter.over;
    });
  }

  /**
   * Bytes have come; whole ones of small messages hold nothing. What comes behind the frame for which the connection is cut
   * is blotted out: `ws` reads a chunk to its end, be it thousands of pongs, but not behind a frame that is none.
   */
  read(chunk: Uint8Array): void {
    const { limiter } = this.speaker;
    if (limiter.over) return;
    this.at = performance.now();
    this.pieces = 1;
    this.ended = false;
    const unfinished = this.reader.read(chunk);
    if (limiter.over) chunk.fill(0, this.reader.readBytes);
    if (unfinished) this.keep(chunk.length);
    else if (this.held > 0) this.release();
  }

  /** Has a message been unfinished since before that time? */
  olderThan(at: number): boolean {
    return this.held > 0 && this.since < at;
  }

  /** It keeps nothing any more. */
  release(): void {
    this.speaker.address.hold(-this.held);
    this.held = 0;
  }

  /** A piece keeps the whole buffer that it came in. */
  private keep(bytes: number): void {
    if (this.ended) this.release();
    const { limiter, address } = this.speaker;
    if (this.held === 0) this.since = this.at;
    const more = bytes + this.pieces * pieceBytes;
    this.held += more;
    const fits = address.hold(more) && this.held <= mostHeld;
    if (fits) return;
    limiter.cut('held', rateLimited(againMs));
    this.release();
  }

  private frame(opcode: number, final: boolean, bytes: number): void {
    const { limiter, known } = this.speaker;
    if (opcode === opcodes.pong && this.pinged.unanswered > 0) this.pinged.unanswered--;
    else if (opcode === opcodes.pong) limiter.unaskedPong(this.at);
    // One over the bound is refused by `ws`, for being that.
    else limiter.packet(Math.min(bytes, limits.frameBytes), this.at);
    if (opcode >= opcodes.close) return;
    this.pieces++;
    this.messageBytes += bytes;
    if (!known && this.messageBytes > limits.strangerBytes) limiter.cut('stranger', refusal('too-large'));
    if (!final) return;
    this.messageBytes = 0;
    this.ended = true;
  }
}
