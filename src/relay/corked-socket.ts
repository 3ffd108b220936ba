import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

type Data = Parameters<WebSocket['send']>[0];
type SendOptions = Parameters<WebSocket['send']>[1];
type OnSent = (error?: Error) => void;

/** Bytes of one iteration of the event loop that are gathered; what has come together by then leaves before that is over. */
const gathered = 65_536;
const asText: SendOptions = { binary: false, compress: false, fin: true };

/**
 * A WebSocket whose frames leave together: all that is written in one iteration of the event loop goes out in one system call
 * at its end, when what the network had for it has been read and handled. Each call costs more than all else done for a frame.
 * To write behind each chunk that was read (`nextTick`) left half as many calls again at an instance that passes through.
 */
export class CorkedSocket extends WebSocket {
  /** Writes what goes behind everything else of an iteration. */
  atEnd: () => void = nothing;
  private tcp: Duplex | undefined;
  private isHeld = false;
  /** Nothing was waiting in the TCP socket: what is written now is as good as gone. */
  private isClear = false;

  /** Until it is known what its bytes are written to, they leave as they come. */
  leaveBy(tcp: Duplex): void {
    this.tcp = tcp;
  }

  /** Holds back what is written, to the end of the iteration. */
  hold(): void {
    const { tcp } = this;
    if (!tcp || (this.isHeld && this.bufferedAmount <= gathered)) return;
    if (this.isHeld) tcp.uncork();
    else setImmediate(release, this);
    this.isHeld = true;
    this.isClear = this.bufferedAmount === 0;
    tcp.cork();
  }

  /**
   * Engine.IO writes the next message when the one before is written. While the client takes what it gets, that is as soon
   * as it is held: else the second message of an iteration would leave by itself. Where something waits, it is when that is gone.
   */
  override send(data: Data, options?: SendOptions | OnSent, sent?: OnSent): void {
    this.hold();
    const settings = typeof options === 'object' ? options : {};
    const told = typeof options === 'function' ? options : sent;
    if (!told || !this.isHeld || !this.isClear || this.readyState !== WebSocket.OPEN) {
      super.send(data, settings, told);
      return;
    }
    super.send(data, settings);
    told();
  }

  /** Sends a text, if it is as good as gone then: false, and nothing is sent, where something waits already. */
  sendClear(text: string): boolean {
    this.hold();
    if (!this.isHeld || !this.isClear || this.readyState !== WebSocket.OPEN) return false;
    super.send(text, asText);
    return true;
  }

  override ping(...[data, mask, sent]: Parameters<WebSocket['ping']>): void {
    this.hold();
    super.ping(data, mask, sent);
  }

  override pong(...[data, mask, sent]: Parameters<WebSocket['pong']>): void {
    this.hold();
    super.pong(data, mask, sent);
  }

  /** Behind all that was written in this iteration, and what goes behind that. */
  override close(code?: number, data?: string | Buffer): void {
    if (this.isHeld) this.atEnd();
    super.close(code, data);
  }

  release(): void {
    this.atEnd();
    this.isHeld = false;
    this.tcp?.uncork();
  }
}

function release(socket: CorkedSocket): void {
  socket.release();
}

function nothing(): void {
  // Most have nothing to say at the end of an iteration.
}
