import type { IncomingMessage } from 'node:http';
import { Inject, Optional } from '@nestjs/common';
import {
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import type { Ack } from '../../protocol/messages.js';
import { limits as bounds } from '../../protocol/limits.js';
import { rateLimited, refusal, type Refusal } from '../../protocol/rejects.js';
import type { Hop } from '../domain/hop.js';
import { HopStream } from '../hops/hop-stream.js';
import { refuse, step, type Outcome } from '../hops/step.js';
import { Door } from './door.js';
import { Drain } from './drain.js';
import { FairQueue, unlimited, type Keep, type Lane } from '../limits/fair-queue.js';
import type { Limits } from '../limits/limits.js';
import type { Toll } from '../limits/toll.js';
import { Elsewhere } from './elsewhere.js';
import { Events, type Answer } from './events.js';
import { readLargeFrame } from './frame-heads.js';
import { endHalfOpen } from './half-open.js';
import { passPackets } from './packets.js';
import { pageMarks, type PageMarks } from './page-marks.js';
import { SocketWay } from './socket-way.js';
import { Unread } from './unread.js';
import { headOf, signalingError } from './validate.js';
import { Ways } from './ways.js';
import { sessionOf, WebSockets } from './web-sockets.js';

/** Injection token of the limits. */
export const LIMITS = Symbol('limits');

/** A frame, or a message in its pieces, that is over its bound: codes of `ws`. */
const overBounds: ReadonlySet<string | undefined> = new Set([
  'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  'WS_ERR_TOO_MANY_BUFFERED_PARTS',
]);

const largeFrame = `frame: must be at most ${bounds.frameBytes} bytes`;
/** When what could not be kept until its turn may be sent again. */
const unkeptAgainMs = 1000;
const brokenPacket = 'packet: is none of the Socket.IO protocol';

/** Injection token: are pings sent behind relayed messages? */
export const PROOF = Symbol('proof');

/** Injection token: the address of a connection's client, as limits count it. */
export const ADDRESS_OF = Symbol('address of');
export type AddressOf = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string;

/** Where a connection comes from: its client's address, as limits count it, and what it tells of its page. */
interface Origin {
  readonly address: string;
  readonly page: PageMarks;
}

/** An event as it came, and why it may not be handled, by its rate. */
interface Arrived {
  way: SocketWay;
  lane: Lane;
  event: string;
  args: unknown[];
  limited: Refusal | undefined;
  keep: Keep;
}

/**
 * The door: binds every event of a socket to its step and gives the answer back.
 *
 * One listener takes all events instead of `@SubscribeMessage`: an unknown event is refused rather than ignored, a
 * positional `join-room` needs no special case, and a refusal reaches the acknowledgement (Nest's exception filters emit
 * `exception` and never acknowledge). It also keeps Nest's per-message pipeline, 3 µs a message, off the hot path.
 */
@WebSocketGateway()
export class SignalingGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  /** Read before the request is slimmed. */
  private readonly origins = new WeakMap<object, Origin>();
  private readonly lanes = new WeakMap<Socket, Lane>();

  constructor(
    private readonly door: Door,
    private readonly events: Events,
    private readonly ways: Ways,
    private readonly webSockets: WebSockets,
    private readonly stream: HopStream,
    private readonly drain: Drain,
    private readonly unread: Unread,
    private readonly queue: FairQueue,
    @Inject(PROOF) private readonly proof: boolean,
    @Inject(ADDRESS_OF) private readonly addressOf: AddressOf,
    @Optional() @Inject(LIMITS) private readonly limits?: Limits,
    @Optional() private readonly elsewhere?: Elsewhere,
  ) {}

  afterInit(server: Server): void {
    this.door.guard(server);
    const { limits, webSockets } = this;
    if (limits) webSockets.opened = (...opened) => limits.tolls.meter(...opened);
    server.engine.on('connection', (conn: Socket['conn']) => {
      if (limits) {
        conn.once('close', limits.door.entered(conn.request));
        limits.tolls.begin(conn, sessionOf(conn), webSockets.born(conn));
      }
      this.origins.set(conn, this.readOrigin(conn.request));
      webSockets.slim(conn);
      endHalfOpen(conn);
      passPackets(conn, () => this.connects(conn));
    });
  }

  handleConnection(socket: Socket): void {
    const { address, page } = this.origins.get(socket.conn) ?? this.readOrigin(socket.request);
    this.limits?.addresses.entered(socket.id, address);
    step(this.stream, { kind: 'connected', from: { id: socket.id } }, () => ({ ok: true, value: undefined }));
    const lane = this.queue.lane(address);
    this.lanes.set(socket, lane);
    const tell = (hop: Hop) => lane.take(() => this.stream.emit(hop));
    const way = new SocketWay(socket, tell, this.door.passOf(socket), page);
    this.ways.add(socket.id, way);
    this.door.opened(way);
    this.webSockets.of(socket, (webSocket) => {
      // Ahead of Engine.IO, which takes its participant out of the room at once.
      webSocket.prependListener('error', (error: Error & { code?: string }) => {
        if (overBounds.has(error.code)) this.refuseLarge(socket);
      });
      if (!this.proof) return;
      way.prove(webSocket);
      this.elsewhere?.proves(socket.id);
    });
    // A packet that is none: Socket.IO closes the connection behind it. A client may also send an event of this name.
    socket.on(
      'error',
      (error: unknown) => error instanceof Error && this.refuseFrame(socket, refusal('malformed', brokenPacket)),
    );
    const toll = this.limits?.tolls.known(socket.conn, (refused) => {
      this.refuseFrame(socket, refused);
      way.expel();
    });
    this.unread.watch(
      socket,
      (bytes) => toll?.hold(bytes) ?? true,
      () => this.cutUnread(socket),
    );
    socket.onAny((event: unknown, ...args: unknown[]) => this.arrived(way, lane, String(event), args, toll));
  }

  private readOrigin(request: IncomingMessage): Origin {
    const address = this.addressOf(request);
    return { address, page: pageMarks(request, address) };
  }

  handleDisconnect(socket: Socket, why = ''): void {
    this.behind(socket, () => this.departed(socket, why));
  }

  /** What comes of the connection itself comes behind what was sent over it, which may still wait for its turn. */
  private behind(socket: Socket, handle: () => void): void {
    const lane = this.lanes.get(socket);
    if (lane && lane.length > 0) lane.take(handle);
    else handle();
  }

  private departed(socket: Socket, why: string): void {
    const way = this.ways.get(socket.id);
    const reason = way instanceof SocketWay && way.expelled ? 'expelled' : why;
    this.door.closed(socket.id);
    this.door.leaves(socket.conn);
    this.ways.remove(socket.id);
    if (!this.elsewhere?.disconnected(socket.id, reason)) this.events.disconnected(socket.id, reason);
  }

  /** The connection closes, for what is no event of its own, such as a frame over the bound (RFC 6455, code 1009). */
  private refuseFrame(socket: Socket, why: Refusal): void {
    this.events.refuseFrame(socket.id, why);
    socket.emit('signaling-error', { ...why, event: '' });
  }

  /** Where its head says what it was to be, it is refused as that: an offer of one is the other's missed call. */
  private refuseLarge(socket: Socket): void {
    const why = refusal('too-large', largeFrame);
    const reading = this.webSockets.readingOf(socket.conn);
    const head = reading && readLargeFrame(reading);
    if (!head) return this.refuseFrame(socket, why);
    const { kind, target } = head;
    this.behind(socket, () => {
      if (!this.elsewhere?.refused(socket.id, kind, [{ target }], why))
        this.events.handle(socket.id, kind, [{ target }], () => undefined, { limited: why });
    });
  }

  private connects(conn: Socket['conn']): boolean {
    const { limits } = this;
    const refused = this.door.asksIn(conn, limits?.tolls.of(conn)?.take('connect'));
    if (refused?.code === 'malformed') limits?.refused('stranger');
    return !refused;
  }

  /** It is the client, or its network, that takes nothing: to the others its connection is lost. */
  private cutUnread(socket: Socket): void {
    step(this.stream, { kind: 'connected', from: { id: socket.id } }, () => refuse('unread'));
    this.handleDisconnect(socket, 'unread');
  }

  /** Its rate is looked at as it comes; it is handled when it is its turn. */
  private arrived(way: SocketWay, lane: Lane, event: string, args: unknown[], toll: Toll | undefined): void {
    if (toll?.over) return;
    const limited = toll?.take(event);
    const keep = toll?.keeper() ?? unlimited;
    const handle = () => {
      if (!toll?.over) this.dispatch({ way, lane, event, args, limited, keep });
    };
    const tooMuch = () => ({ way, lane, event, args: headOf(args), limited: rateLimited(unkeptAgainMs), keep });
    lane.take(handle, { keep, unkept: () => this.later(tooMuch()) });
  }

  private later(arrived: Arrived): () => void {
    return () => this.dispatch(arrived);
  }

  private dispatch({ way, lane, event, args, limited, keep }: Arrived): void {
    const { socket } = way;
    const last = args.at(-1);
    const ack = typeof last === 'function' ? (args.pop() as (answer: Ack) => void) : undefined;
    const answer: Answer = (outcome: Outcome<object>) => {
      if (outcome.ok) ack?.({ ok: true, ...outcome.value });
      else if (ack) ack({ ok: false, error: outcome.refusal });
      else socket.emit('signaling-error', signalingError(event, args[0], outcome.refusal));
    };
    // What a limit refuses does not go to the home of its room: a flood must not become one between the instances.
    if (limited && this.elsewhere?.refused(socket.id, event, args, limited)) answer({ ok: false, refusal: limited });
    else if (limited) this.events.handle(socket.id, event, args, answer, { limited });
    else if (!this.door.minds(lane, event)) this.hand(way, event, args, answer, keep);
    else {
      const goOn = (met: unknown[], said: Answer) => this.hand(way, event, met, said, keep);
      this.door.take({ way, lane, event, args, answer, keep, goOn });
    }
  }

  private hand(way: SocketWay, event: string, args: unknown[], answer: Answer, keep: Keep): void {
    if (event === 'join-room' && this.drain.on)
      answer(step(this.stream, { kind: 'joined', from: { id: way.socket.id } }, () => refuse('draining')));
    else if (!this.elsewhere?.takes(way, event, args, answer, keep))
      this.events.handle(way.socket.id, event, args, answer);
  }
}
