import type { Duplex } from 'node:stream';
import type { Ending, SendPing } from '../observed.js';
import type { Conversation } from './conversation.js';
import { WatchedFrames, pingFrame, type FrameListener } from './frames.js';

/** Pings that wait for the end of the frame that is being written; more are not taken. */
const waitingPings = 64;
/** By when a page has taken note of the end of a connection that its server has closed, in ms; behind a dead network none does. */
const noticedMs = 2000;
/** A page that goes with something unread resets its connection (RFC 9293, section 3.6): a network that breaks is silent. */
const resets = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Two ends of a WebSocket that has been agreed on: every byte of one is written to the other, as it came and no faster than
 * it is taken. Beside it the frames are read, pings of ours are put between the server's, and the pongs that answer them are
 * taken out of the page's.
 */
export class Tunnel {
  private readonly pings: Buffer[] = [];
  private readonly toPage: WatchedFrames | undefined;
  private readonly toServer: WatchedFrames;
  /** A server that has said its last word sends nothing behind it (RFC 6455, section 5.5.1). */
  private isClosing = false;
  private hasPinged = false;
  /** Who was first to end it, and whether the page has ended it at all. */
  private first: 'page' | 'server' | undefined;
  private hasPageEnded = false;
  private isOver = false;

  constructor(
    private readonly page: Duplex,
    private readonly server: Duplex,
    converse: (ping: SendPing) => Conversation,
  ) {
    const told = converse((payload) => this.ping(payload));
    this.toServer = new WatchedFrames(this.fromPage(told));
    this.toPage = new WatchedFrames(this.fromServer(told));
    relay(page, server, this.toServer, () => this.ended('page'));
    relay(server, page, this.toPage, () => gone());
    this.pingNow();
    const over = () => {
      if (this.isOver) return;
      this.isOver = true;
      page.destroy();
      server.destroy();
      told.closed(this.ending);
    };
    // What has been written to the page before is to get there, and tells whether it is.
    const gone = () => {
      this.ended('server');
      page.end();
      setTimeout(over, noticedMs).unref();
    };
    page.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      if (resets.has(code)) this.ended('page');
    });
    page.on('error', over).on('close', over);
    server.on('error', () => undefined).on('close', gone);
  }

  private ended(by: 'page' | 'server'): void {
    this.first ??= by;
    if (by === 'page') this.hasPageEnded = true;
    else this.isClosing = true;
  }

  private get ending(): Ending {
    if (this.first === 'page') return 'closed';
    return this.first === 'server' && this.hasPageEnded ? 'cut' : 'lost';
  }

  private fromPage(told: Conversation): FrameListener {
    return {
      pass: (bytes) => this.server.write(bytes),
      message: (message) => told.received(message),
      closing: () => this.ended('page'),
      wantsPongs: () => this.hasPinged,
      takesPong: (payload) => told.ponged(payload),
    };
  }

  private fromServer(told: Conversation): FrameListener {
    return {
      pass: (bytes) => this.page.write(bytes),
      message: (message) => told.sent(message),
      closing: () => this.ended('server'),
      insertion: () => this.takePings(),
    };
  }

  private ping(payload: Buffer): boolean {
    const isPossible = !this.isClosing && !this.isOver && payload.length <= 125 && this.pings.length < waitingPings;
    if (!isPossible) return false;
    this.hasPinged = true;
    this.pings.push(pingFrame(payload));
    this.pingNow();
    return true;
  }

  /** Amid a frame, or while what has come is being read, the end of the frame is waited for. */
  private pingNow(): void {
    const pings = this.toPage?.isBetweenFrames ? this.takePings() : undefined;
    if (pings) this.page.write(pings);
  }

  private takePings(): Buffer | undefined {
    return this.pings.length === 0 || this.isClosing ? undefined : Buffer.concat(this.pings.splice(0));
  }
}

function relay(from: Duplex, to: Duplex, reader: WatchedFrames, ended: () => void): void {
  from.on('data', (bytes: Buffer) => {
    reader.read(bytes);
    if (to.writableNeedDrain) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => {
    reader.end();
    ended();
    to.end();
  });
}
