import type { Socket } from 'socket.io';
import type { EngineSocket } from '../connections/engine-socket.js';
import type { WebSockets } from './web-sockets.js';

/** What Engine.IO has not handed to the transport yet: public by its README, private by its types. */
type Queue = readonly { data?: unknown }[];

/** Bytes that may wait without being counted for the address: what a page is written at once when it joins many. */
const freely = 64 * 1024;

/**
 * A client that takes nothing of what it is sent must not fill the memory: what waits for it is bounded in bytes, for
 * itself and for its address, and above the bound its connection is closed. Checked when something is written, and only
 * where something waits already: on a
 * connection that takes what it gets, it is one comparison.
 */
export class Unread {
  /** Bytes in a queue; Engine.IO begins another one each time the transport takes what there is. */
  private readonly queued = new WeakMap<Queue, number>();

  /** @param limit bytes that may wait for one connection */
  constructor(
    private readonly limit: number,
    private readonly webSockets: WebSockets,
  ) {}

  /**
   * Looks at everything that is written to a connection; `cut` is called once, and closes it.
   *
   * @param hold counts bytes for its address, and answers whether that may have as many
   * @returns what is called where something is written past Engine.IO, as nothing waits
   */
  watch({ conn }: Socket, hold: (bytes: number) => boolean, cut: () => void): () => void {
    let held = 0;
    const fits = (waiting: number) => {
      const more = Math.max(0, waiting - freely) - held;
      held += more;
      return more === 0 || hold(more) || more < 0;
    };
    conn.once('close', () => fits(0));
    const look = ({ data }: { data?: unknown }) => {
      const waiting = conn.transport.writable ? 0 : this.waiting(conn, data);
      if (fits(waiting) && waiting <= this.limit) return;
      conn.off('packetCreate', look);
      cut();
    };
    conn.on('packetCreate', look);
    return () => void (held > 0 && fits(0));
  }

  /** With what is about to join the queue, and what the transport has taken and not sent. */
  private waiting(conn: EngineSocket, data: unknown): number {
    const queue = (conn as unknown as { writeBuffer: Queue }).writeBuffer;
    const bytes = (this.queued.get(queue) ?? 0) + sizeOf(data);
    this.queued.set(queue, bytes);
    return bytes + (this.webSockets.now(conn)?.bufferedAmount ?? 0);
  }
}

/** What it holds of the memory, near enough: a character of a description is a byte. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}
