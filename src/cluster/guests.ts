import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Server } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import type { WebSocket } from 'ws';
import type { EngineSocket } from '../connections/engine-socket.js';
import { takenOver, type Grant } from '../entry/grant.js';
import type { Guest } from '../relay/guest.js';
import { closing, hearHello, memoMark, pings, type Hello, type Memo } from './hello.js';

/** A participant that another instance passes on to a room of this one: a socket like any other, under its own id. */
export class Visitor implements Guest {
  readonly grant: Grant;
  isCutOff = false;
  private webSocket: WebSocket | undefined;
  private proven: ((late: boolean) => void) | undefined;
  /** Why it is gone, as its own instance says. */
  private gone: string | undefined;
  private closedWith: number | undefined;
  private holding: PromiseWithResolvers<void> | undefined;
  private enqueue: (run: () => void) => void = (run) => run();

  constructor(
    readonly origin: Hello,
    private readonly onEntered: () => void,
  ) {
    this.grant = takenOver(origin.grant);
  }

  begin(webSocket: WebSocket): void {
    this.webSocket = webSocket;
    // Ahead of Engine.IO, which takes its participant out of the room at once.
    webSocket.prependListener('close', (code: number) => (this.closedWith = code));
    webSocket.on('ping', (payload) => {
      const text = payload.toString();
      if (text === pings.proves) this.proven?.(true);
      else if (text === pings.held) this.enqueue(() => this.holding?.resolve());
      else if (text.startsWith(pings.gone)) this.gone = text.slice(pings.gone.length);
    });
  }

  entered(enqueue: (run: () => void) => void): void {
    this.enqueue = enqueue;
    this.onEntered();
  }

  proves(found: (late: boolean) => void): void {
    this.proven = found;
    if (this.origin.proves && this.webSocket) found(false);
  }

  whyGone(why: string): string {
    // Engine.IO's heartbeat is between the instances: its end says nothing of the participant.
    const isLost = this.closedWith === closing.broken || why === 'ping timeout';
    return this.gone ?? (isLost ? 'server shutting down' : why);
  }

  sendBack(): void {
    setImmediate(() => this.webSocket?.close());
  }

  /** It was refused a room, and told so, and is in none: its connection goes on where it is. */
  refused(): void {
    setImmediate(() => this.webSocket?.close(closing.refused));
  }

  /** Has it wait where it is; when that is done, all that it has sent before was handled. */
  async hold(): Promise<void> {
    if (!this.holding) this.webSocket?.once('close', () => this.holding?.resolve());
    this.holding ??= Promise.withResolvers();
    this.webSocket?.ping(pings.hold, undefined, () => undefined);
    await this.holding.promise;
  }

  goOn(): void {
    this.holding = undefined;
    this.webSocket?.ping(pings.goOn, undefined, () => undefined);
  }

  moveOn(): void {
    this.webSocket?.close(closing.moved);
  }

  /** That instance is gone. */
  abandon(): void {
    this.webSocket?.terminate();
  }

  /** Says how things are: for the instance that comes next, if this one is lost. */
  say(memo: Memo | undefined): void {
    this.webSocket?.send(`${memoMark}${memo ? JSON.stringify(memo) : ''}`);
  }
}

export interface GuestsOptions {
  /** Is a room this instance's, by a claim of that number? */
  holds: (room: string, fence: number) => Promise<boolean>;
  /** Somebody who was in a room that had to move has its socket here. */
  resume: (participant: string, memo: Memo) => void;
  /** Whose a request is, for the limits. */
  tellAddress: (request: object, address: string) => void;
  webSocketOf: (conn: EngineSocket) => WebSocket | undefined;
}

/** Everybody who is passed on to this instance. */
export class Guests {
  /** By Socket.IO id. */
  readonly present = new Map<string, Visitor>();
  /** By the request of their passage, and by its connection then. */
  private readonly known = new WeakMap<object, Visitor>();
  /** By the name that they will say at CONNECT. */
  private readonly awaited = new Map<string, Visitor>();

  constructor(private readonly options: GuestsOptions) {}

  /** The instances that they come from, by their addresses. */
  get origins(): Set<string> {
    return new Set(Array.from(this.present.values(), ({ origin }) => origin.via));
  }

  from(address: string): Visitor[] {
    return [...this.present.values()].filter(({ origin }) => origin.via === address);
  }

  of(conn: EngineSocket): Visitor | undefined {
    return this.known.get(conn);
  }

  /** Does a request come from another instance, for somebody whom that has let in? */
  brings(request: object): boolean {
    return this.known.has(request);
  }

  /**
   * Socket.IO takes the id of somebody who comes back from its adapter (connection state recovery): here it is the id
   * that the page has at the instance which passes it on. A client that names nobody who is awaited is a new one.
   */
  attach(server: Server): void {
    const adopt = (name: string) => this.adopt(name);
    server.adapter(
      class extends Adapter {
        override restoreSession(name: string) {
          return Promise.resolve(adopt(name)) as ReturnType<Adapter['restoreSession']>;
        }
      },
    );
    server.engine.on('connection', (conn: EngineSocket) => {
      const visitor = this.known.get(conn.request);
      const webSocket = this.options.webSocketOf(conn);
      if (!visitor || !webSocket) return;
      this.known.set(conn, visitor);
      visitor.begin(webSocket);
      const { name, id } = visitor.origin;
      conn.once('close', () => {
        this.awaited.delete(name);
        if (this.present.get(id) === visitor) this.present.delete(id);
      });
    });
  }

  /** An instance opens a passage. */
  async take(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { holds, resume, tellAddress } = this.options;
    const hello = hearHello(request.headers);
    if (!hello || !(await holds(hello.room, hello.fence))) {
      socket.end('HTTP/1.1 409 Conflict\r\nConnection: close\r\n\r\n');
      return;
    }
    const { memo } = hello;
    const visitor = new Visitor(hello, () => memo && resume(hello.id, memo));
    this.known.set(request, visitor);
    this.awaited.set(hello.name, visitor);
    tellAddress(request, hello.address);
    request.url = '/socket.io/?EIO=4&transport=websocket';
    server.engine.handleUpgrade(request, socket, head);
  }

  private adopt(name: string) {
    const visitor = this.awaited.get(name);
    if (!visitor) return null;
    this.awaited.delete(name);
    const { id } = visitor.origin;
    // Its passage before is broken, and the end of that has not been heard here.
    this.present.get(id)?.abandon();
    this.present.set(id, visitor);
    return { sid: id, pid: name, rooms: [], data: {}, missedPackets: [] };
  }
}
