import type { Socket } from 'socket.io';
import type { WebSocket } from 'ws';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { HopDraft } from '../hops/step.js';
import type { WebSockets } from './web-sockets.js';

/** A message on its way, and when it was written. */
interface Sent {
  readonly draft: HopDraft;
  readonly at: number;
}

interface Line {
  readonly webSocket: WebSocket;
  /** Written since the last ping went out. */
  unproved: Sent[];
  /** Behind which the ping that is under way was sent. */
  proving: Sent[];
  /** The ping under way; one at a time, however many messages there are. */
  ping: number | undefined;
  /** A sign of life is asked for, by the next ping; and by the one under way. */
  asked: boolean;
  asking: boolean;
}

/** Messages of one socket that are kept for proof: a client that answers no ping must not fill the memory. */
const keptPerSocket = 256;

/**
 * Proves what has reached a browser, with no change to its page: right behind a relayed message goes a WebSocket ping,
 * and the pong, which the browser answers below JavaScript, comes back behind the message on the same ordered stream
 * (RFC 6455, section 5.5.3). Over HTTP polling there is no such proof.
 */
export class DeliveryProof {
  private readonly lines = new Map<string, Line>();
  private serial = 0;

  constructor(
    private readonly stream: HopStream,
    private readonly webSockets: WebSockets,
    private readonly enabled: boolean,
  ) {}

  /** @param tooLarge is called when a frame of the client is over the bound */
  attach(socket: Socket, tooLarge: () => void): void {
    this.webSockets.of(socket, (webSocket) => {
      webSocket.on('error', (error: Error & { code?: string }) => {
        if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') tooLarge();
      });
      if (!this.enabled) return;
      const line: Line = { webSocket, unproved: [], proving: [], ping: undefined, asked: false, asking: false };
      this.lines.set(socket.id, line);
      webSocket.on('pong', (payload) => this.answered(socket.id, line, payload));
      // Engine.IO emits `drain` right behind the write of its buffer: a ping sent now follows every message in it.
      socket.conn.on('drain', () => this.send(line));
    });
    socket.once('disconnect', () => this.lines.delete(socket.id));
  }

  /**
   * A message is about to be written to a participant's socket: will its delivery be proved, and by the ping that goes
   * out now, or by the one behind that which is under way?
   */
  expect(participant: string, draft: HopDraft): 'at once' | 'queued' | 'not' {
    const line = this.lines.get(participant);
    if (!line) return 'not';
    if (line.unproved.length >= keptPerSocket && !this.makeRoom(line)) return 'not';
    line.unproved.push({ draft, at: now() });
    return line.ping === undefined ? 'at once' : 'queued';
  }

  /** Is the participant's connection one that answers pings? */
  covers(participant: string): boolean {
    return this.lines.has(participant);
  }

  /** Asks for a sign of life; where the connection works, it comes as a hop `alive`. */
  ask(participant: string): void {
    const line = this.lines.get(participant);
    if (!line) return;
    line.asked = true;
    this.send(line);
  }

  /** Descriptions are worth more than candidates, of which there are many. */
  private makeRoom(line: Line): boolean {
    const candidate = line.unproved.findIndex(({ draft }) => draft.message === 'ice-candidate');
    if (candidate !== -1) line.unproved.splice(candidate, 1);
    return candidate !== -1;
  }

  private send(line: Line): void {
    if (line.ping !== undefined || (line.unproved.length === 0 && !line.asked)) return;
    line.ping = this.serial = (this.serial + 1) % 0xffff_ffff;
    line.proving = line.unproved;
    line.unproved = [];
    line.asking = line.asked;
    line.asked = false;
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(line.ping);
    // A socket that is closing takes no ping; its participant is about to leave, which is a hop of its own.
    line.webSocket.ping(payload, false, () => undefined);
  }

  private answered(participant: string, line: Line, payload: Buffer): void {
    if (payload.length !== 4 || payload.readUInt32BE() !== line.ping) return;
    const proved = line.proving;
    line.ping = undefined;
    line.proving = [];
    const at = now();
    for (const { draft, at: sentAt } of proved) {
      this.stream.emit({ ...draft, result: 'reached', seenBy: 'transport', at, tookMs: at - sentAt });
    }
    if (line.asking) {
      const hop = { kind: 'alive', from: { id: participant }, result: 'reached', seenBy: 'transport', at } as const;
      this.stream.emit({ ...hop, tookMs: 0 });
    }
    this.send(line);
  }
}
