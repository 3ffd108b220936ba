import { Inject, Optional } from '@nestjs/common';
import {
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { limits as bounds } from '../../protocol/limits.js';
import { refusal, type Refusal } from '../../protocol/rejects.js';
import type { EngineSocket } from '../connections/engine-socket.js';
import type { Hop } from '../domain/hop.js';
import { HopStream } from '../hops/hop-stream.js';
import { refuse, step } from '../hops/step.js';
import { TokenGuard } from './token-guard.js';
import { Drain } from './drain.js';
import { FairQueue, type Lane } from '../limits/fair-queue.js';
import type { Limits } from '../limits/limits.js';
import type { MessageLimiter } from '../limits/message-limiter.js';
import { Elsewhere } from './elsewhere.js';
import { Events } from './events.js';
import { isOverBound, readLargeFrame } from './frame-heads.js';
import { endHalfOpen } from './half-open.js';
import { Inbox } from './inbox.js';
import { passPackets } from './packets.js';
import { ADDRESS_OF, readOrigin, type AddressOf, type Origin } from './origin.js';
import { Relay } from './relay.js';
import { SocketConnection, type Going } from './socket-connection.js';
import { Unread } from './unread.js';
import { Connections } from './connections.js';
import { sessionOf, WebSockets } from './web-sockets.js';

/** Injection token of the limits. */
export const LIMITS = Symbol('limits');

const brokenPacket = 'packet: is none of the Socket.IO protocol';

/** Injection token: are pings sent behind relayed messages? */
export const PROOF = Symbol('proof');

/**
 * Binds every event of a socket to its step and gives the answer back.
 *
 * One listener takes all events instead of `@SubscribeMessage`: an unknown event is refused rather than ignored, a
 * positional `join-room` needs no special case, and a refusal reaches the acknowledgement (Nest's exception filters emit
 * `exception` and never acknowledge). It also keeps Nest's per-message pipeline, 3 µs a message, off the hot path.
 */
@WebSocketGateway()
export class SignalingGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  /** Read before the request is slimmed. */
  private readonly origins = new WeakMap<object, Origin>();
  private readonly known = new WeakMap<EngineSocket, { connection: SocketConnection; lane: Lane }>();
  private readonly inbox: Inbox;

  constructor(
    private readonly tokenGuard: TokenGuard,
    private readonly relay: Relay,
    private readonly events: Events,
    private readonly connections: Connections,
    private readonly webSockets: WebSockets,
    private readonly stream: HopStream,
    private readonly drain: Drain,
    private readonly unread: Unread,
    private readonly queue: FairQueue,
    @Inject(PROOF) private readonly proof: boolean,
    @Inject(ADDRESS_OF) private readonly addressOf: AddressOf,
    @Optional() @Inject(LIMITS) private readonly limits?: Limits,
    @Optional() private readonly elsewhere?: Elsewhere,
  ) {
    this.inbox = new Inbox(tokenGuard, relay, events, stream, drain, elsewhere);
  }

  afterInit(server: Server): void {
    this.tokenGuard.guard(server);
    const { limits, webSockets } = this;
    if (limits) webSockets.opened = (...opened) => limits.messages.meter(...opened);
    const passing = {
      connects: (conn: EngineSocket) => this.connects(conn),
      passes: (conn: EngineSocket, message: unknown) => this.passes(conn, message),
    };
    server.engine.on('connection', (conn: EngineSocket) => {
      if (limits) {
        conn.once('close', limits.connections.entered(conn.request));
        limits.messages.begin(conn, sessionOf(conn), webSockets.born(conn));
      }
      this.origins.set(conn, this.elsewhere?.guestOf(conn)?.origin ?? readOrigin(conn, this.addressOf));
      webSockets.slim(conn);
      endHalfOpen(conn);
      passPackets(conn, passing);
    });
  }

  handleConnection(socket: Socket): void {
    const origin = this.origins.get(socket.conn) ?? readOrigin(socket.conn, this.addressOf);
    const { address } = origin;
    const guest = this.elsewhere?.guestOf(socket.conn);
    this.limits?.addresses.entered(socket.id, address);
    // A client that is passed on is connected to another instance.
    if (!guest)
      step(this.stream, { kind: 'connected', from: { id: socket.id } }, () => ({ ok: true, value: undefined }));
    const lane = this.queue.lane(address);
    const tell = (hops: readonly Hop[]) => lane.take(() => hops.forEach((hop) => this.stream.emit(hop)));
    const connection = new SocketConnection(
      socket,
      tell,
      guest?.grant ?? this.tokenGuard.grantOf(socket),
      origin,
      guest,
    );
    this.connections.add(socket.id, connection);
    this.tokenGuard.opened(connection);
    this.webSockets.of(socket, (webSocket) => {
      // Ahead of Engine.IO, which takes its participant out of the room at once.
      webSocket.prependListener('error', (error: Error & { code?: string }) => {
        if (isOverBound(error)) this.refuseLarge(socket);
      });
      if (!guest) webSocket.on('pong', (payload) => this.elsewhere?.pong(socket.id, payload));
      connection.writesTo(webSocket);
      if (!this.proof) return;
      const prove = (late: boolean) => {
        connection.prove(webSocket);
        // Calls that came over HTTP polling learn from the pong that what follows can be proved.
        if (late) connection.ask();
      };
      if (guest) return guest.proves(prove);
      prove(!this.webSockets.born(socket.conn));
      this.elsewhere?.proves(socket.id);
    });
    // A packet that is none: Socket.IO closes the connection behind it. A client may also send an event of this name.
    socket.on(
      'error',
      (error: unknown) => error instanceof Error && this.refuseFrame(socket, refusal('malformed', brokenPacket)),
    );
    const limiter = this.limits?.messages.known(socket.conn, (refused) => {
      this.refuseFrame(socket, refused);
      connection.expel();
    });
    this.known.set(socket.conn, { connection, lane });
    connection.going = new GoingByLimits(this.drain, limiter, lane);
    connection.onClear = this.unread.watch(
      socket,
      (bytes) => limiter?.hold(bytes) ?? true,
      () => this.cutUnread(socket),
    );
    socket.onAny((event: unknown, ...args: unknown[]) =>
      this.inbox.arrived(connection, lane, String(event), args, limiter),
    );
    guest?.entered((handle) => lane.take(handle));
  }

  /** Is a message of a participant another instance's? */
  private passes(conn: EngineSocket, message: unknown): boolean {
    const connection = this.known.get(conn)?.connection;
    if (!this.elsewhere || !connection) return false;
    return (typeof message === 'string' || Buffer.isBuffer(message)) && this.elsewhere.passes(connection, message);
  }

  handleDisconnect(socket: Socket, why = ''): void {
    this.behind(socket, () => this.departed(socket, why));
  }

  /** What comes of the connection itself comes behind what was sent over it, which may still wait for its turn. */
  private behind(socket: Socket, handle: () => void): void {
    const lane = this.known.get(socket.conn)?.lane;
    if (lane && (lane.length > 0 || !this.queue.free)) lane.take(handle);
    else handle();
  }

  private departed(socket: Socket, why: string): void {
    const connection = this.connections.get(socket.id);
    const guest = this.elsewhere?.guestOf(socket.conn);
    const reason =
      connection instanceof SocketConnection && connection.expelled ? 'expelled' : (guest?.whyGone(why) ?? why);
    this.tokenGuard.leaves(socket.conn);
    // A client that is passed on may be here anew before the end of its passage before is heard.
    if (connection !== this.known.get(socket.conn)?.connection) return;
    this.tokenGuard.closed(socket.id);
    this.connections.remove(socket.id);
    this.elsewhere?.disconnected(socket.id, reason);
    this.events.disconnected(socket.id, reason);
  }

  /** The connection closes, for what is no event of its own, such as a frame over the bound (RFC 6455, code 1009). */
  private refuseFrame(socket: Socket, why: Refusal): void {
    this.events.refuseFrame(socket.id, why);
    socket.emit('signaling-error', { ...why, event: '' });
  }

  /** Where its head says what it was to be, it is refused as that: an offer of one is the other's missed call. */
  private refuseLarge(socket: Socket): void {
    const why = refusal('too-large', `frame: must be at most ${bounds.frameBytes} bytes`);
    const reading = this.webSockets.readingOf(socket.conn);
    const head = reading && readLargeFrame(reading);
    if (!head) return this.refuseFrame(socket, why);
    const { kind, target } = head;
    this.behind(socket, () => this.relay.take(socket.id, kind, [{ target }], () => undefined, why));
  }

  private connects(conn: EngineSocket): boolean {
    const { limits } = this;
    const refused = this.tokenGuard.asksIn(conn, limits?.messages.of(conn)?.take('connect'));
    if (refused?.code === 'malformed') limits?.refused('stranger');
    return !refused;
  }

  /** It is the client, or its network, that takes nothing: to the others its connection is lost. */
  private cutUnread(socket: Socket): void {
    step(this.stream, { kind: 'connected', from: { id: socket.id } }, () => refuse('unread'));
    this.handleDisconnect(socket, 'unread');
    const guest = this.elsewhere?.guestOf(socket.conn);
    if (guest) return guest.sendBack();
    socket.conn.close(true);
    // A closing frame would wait behind what is not read.
    this.webSockets.now(socket.conn)?.terminate();
  }
}

/** A class, as closures of each connection weigh more. */
class GoingByLimits implements Going {
  constructor(
    private readonly drain: Drain,
    private readonly limiter: MessageLimiter | undefined,
    private readonly lane: Lane,
  ) {}

  mayMove(): boolean {
    return !this.drain.on && this.limiter?.mayJoin !== false;
  }

  moved(): void {
    this.limiter?.joinedElsewhere();
  }

  enqueue(handle: () => void): void {
    this.lane.take(handle);
  }
}
