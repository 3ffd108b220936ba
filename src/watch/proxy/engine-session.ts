import type { Ending, ObservedConnection, ObservedMessage, SendPing } from '../observed.js';
import {
  eventOf,
  readSocketPacket,
  socketIdOf,
  type EnginePacket,
  type EngineRevision,
  type SocketPacket,
} from '../packets.js';

/** Binary packets to come that belong to an event. */
interface Announced {
  event: string | undefined;
  count: number;
}

/** One Engine.IO session, over whichever transport it has at the moment. */
export class EngineSession {
  /** When a request of it was last seen, by `performance.now()`, in ms. */
  seenAt = performance.now();
  isOver = false;
  /** Has it become a WebSocket? Then that one says when it is over. */
  isWebSocket = false;
  private readonly announced = { page: { event: undefined, count: 0 }, server: { event: undefined, count: 0 } } as {
    page: Announced;
    server: Announced;
  };

  constructor(
    readonly sid: string,
    readonly revision: EngineRevision,
    private readonly connection: ObservedConnection,
    /** Without a sign of life for longer than that it is over, in ms. */
    readonly patienceMs: number,
    private readonly forget: () => void,
  ) {
    // In revision 3 the session is what a socket is named by, with its namespace ahead of it.
    if (revision === 3) connection.identified(sid);
  }

  received({ type, data }: EnginePacket, ping?: SendPing): void {
    if (type === 'close') this.close('closed');
    else if (type === 'upgrade' && ping) this.proves(ping);
    else if (type === 'message') for (const one of this.read(data, 'page')) this.connection.received(one);
  }

  sent({ type, data }: EnginePacket): void {
    if (type === 'close') this.close('cut');
    else if (type === 'message') for (const one of this.read(data, 'server')) this.connection.sent(one);
  }

  proves(ping: SendPing): void {
    this.isWebSocket = true;
    this.connection.proves(ping);
  }

  ponged(payload: Buffer): boolean {
    return this.connection.ponged(payload);
  }

  close(ending: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    this.forget();
    this.connection.closed(ending);
  }

  private read(data: string | Buffer, from: 'page' | 'server'): ObservedMessage[] {
    const announced = this.announced[from];
    if (typeof data !== 'string') {
      const event = announced.count-- > 0 ? announced.event : undefined;
      return [{ bytes: data, ...(event !== undefined && { event }) }];
    }
    const packet = readSocketPacket(data);
    // Engine.IO alone, or another parser than Socket.IO's own.
    if (!packet) return [{ text: data }];
    const { type, payload, attachments } = packet;
    if (type === 'connect' && from === 'server') {
      this.identify(packet);
      return [];
    }
    if (payload === '') return [];
    const event = type === 'event' ? eventOf(payload) : undefined;
    this.announced[from] = { event, count: attachments };
    return [{ text: payload, ...(event !== undefined && { event }) }];
  }

  private identify({ namespace, payload }: SocketPacket): void {
    const id = this.revision === 4 ? socketIdOf(payload) : namespace === '/' ? undefined : `${namespace}#${this.sid}`;
    if (id !== undefined) this.connection.identified(id);
  }
}
