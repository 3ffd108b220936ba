import type { OnModuleDestroy } from '@nestjs/common';
import type { Server, Socket } from 'socket.io';
import type { RenewAck } from '../../protocol/messages.js';
import { refusal, type Refusal } from '../../protocol/rejects.js';
import type { EngineSocket } from '../connections/engine-socket.js';
import { bearerOf } from '../entry/bearer.js';
import { anybody, continues, nobody, type Grant } from '../entry/grant.js';
import type { Tokens } from '../entry/tokens.js';
import { now } from '../hops/clock.js';
import { Deadlines } from '../hops/deadlines.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, step, type StepResult } from '../hops/step.js';
import type { Keep, Lane } from '../limits/fair-queue.js';
import type { Respond } from './relay.js';
import { SocketConnection } from './socket-connection.js';
import { HeldEvents } from './held-events.js';
import { readToken } from './validate.js';
import type { Connections } from './connections.js';

/** A page hears before its token ends: a minute ahead, or when a quarter of a shorter time is left. */
const noticeMs = 60_000;
const noticeShare = 0.25;

/** CONNECT_ERROR of the Socket.IO protocol. */
const connectErrorType = '4';

/** An event whose turn comes after a token is checked, and how it goes on from there. */
export interface GuardedEvent {
  connection: SocketConnection;
  lane: Lane;
  event: string;
  args: unknown[];
  answer: Respond;
  keep: Keep;
  goOn: (args: unknown[], answer: Respond) => void;
}

/** Who has a token comes in, and goes when it ends; without tokens everybody does, for as long as it likes. */
export class TokenGuard implements OnModuleDestroy {
  /** Of connections that are not open yet. */
  private readonly grants = new WeakMap<Socket, Grant>();
  /** Connections that have a socket, or are about to. */
  private readonly sockets = new WeakSet<EngineSocket>();
  private readonly heldEvents = new HeldEvents();
  private readonly ends = new Deadlines((id) => this.look(id), now);

  constructor(
    private readonly stream: HopStream,
    private readonly connections: Connections,
    private readonly tokens: Tokens | undefined,
  ) {}

  /** From here on no connection has an event handled before its token was taken. */
  guard(server: Server): void {
    server.use((socket, next) => {
      const token: unknown = socket.handshake.auth['token'] ?? bearerOf(socket.handshake.headers.authorization);
      socket.handshake.auth = promisesOf(socket.handshake.auth);
      if (this.tokens) void this.admit(socket, token, next);
      else next();
    });
  }

  /**
   * A client asks to be made a socket of its connection: one, and then one more only where that one has left or was refused.
   *
   * @param limited why it may not now, by its rate
   */
  asksIn(conn: EngineSocket, limited: Refusal | undefined): Refusal | undefined {
    const why = this.sockets.has(conn) ? refusal('malformed', 'A connection connects to Socket.IO once.') : limited;
    if (!why) {
      this.sockets.add(conn);
      return undefined;
    }
    step(this.stream, { kind: 'connected' }, () => ({ ok: false, refusal: why }));
    conn.write(`${connectErrorType}${JSON.stringify({ message: why.message, data: why })}`);
    conn.close();
    return why;
  }

  /** Its socket is gone. */
  leaves(conn: EngineSocket): void {
    this.sockets.delete(conn);
  }

  grantOf(socket: Socket): Grant {
    return this.tokens ? (this.grants.get(socket) ?? nobody) : anybody;
  }

  /** Begins to watch the time of a connection. */
  opened(connection: SocketConnection): void {
    this.watch(connection);
  }

  closed(id: string): void {
    this.ends.clear(id);
  }

  /** Is an event, or its order, a matter of tokens? */
  minds(lane: Lane, event: string): boolean {
    if (event === 'renew-token') return true;
    return this.tokens !== undefined && (event === 'join-room' || this.heldEvents.holds(lane));
  }

  take(passing: GuardedEvent): void {
    const { connection, lane, event, args, answer, goOn } = passing;
    const token = event === 'join-room' ? readToken(args[0]) : undefined;
    if (this.heldEvents.holds(lane)) this.wait(passing);
    else if (event === 'renew-token') void this.renew(connection, args[0]).then(answer);
    else if (token === undefined) goOn(args, answer);
    else void this.heldEvents.hold(lane, () => this.join(token, passing));
  }

  onModuleDestroy(): void {
    this.ends.close();
  }

  private wait(passing: GuardedEvent): void {
    const { connection, lane, event, args, answer } = passing;
    const waits = this.heldEvents.wait(lane, passing.keep(), () => {
      if (!this.here(connection)) return;
      if (this.minds(lane, event)) this.take(passing);
      else passing.goOn(args, answer);
    });
    const kind = event === 'join-room' ? 'joined' : 'event-received';
    if (!waits.ok) answer(step<object>(this.stream, { kind, from: { id: connection.socket.id } }, () => waits));
  }

  /** Has it not left? Who has only closed its connection leaves behind what it sent before that. */
  private here(connection: SocketConnection): boolean {
    return this.connections.get(connection.socket.id) === connection && !connection.expelled;
  }

  /** Joins with a token of its own, which takes the place of the one that the connection came with where it joins. */
  private async join(token: string, { connection, args: [join, ...rest], answer, goOn }: GuardedEvent): Promise<void> {
    const read = await this.read(token);
    if (!this.here(connection)) return;
    if (!read.ok) {
      answer(step<object>(this.stream, { kind: 'joined', from: { id: connection.socket.id } }, () => read));
      return;
    }
    const before = connection.grant;
    connection.grant = read.value;
    await new Promise<void>((answered) => {
      goOn([{ ...(join as object), token: undefined }, ...rest], (outcome) => {
        if (!outcome.ok) connection.grant = before;
        this.watch(connection);
        answer(outcome);
        answered();
      });
    });
  }

  /** Takes a token in the place of the present one, for a holder that stays in its room. */
  private async renew(connection: SocketConnection, token: unknown): Promise<StepResult<RenewAck>> {
    const read = await this.read(token);
    return step(this.stream, { kind: 'event-received', from: { id: connection.socket.id } }, () => {
      const fits = read.ok ? continues(read.value, connection.grant) : read;
      if (!fits.ok) return fits;
      connection.grant = fits.value;
      this.watch(connection);
      const { until } = connection.grant;
      return done(until === undefined ? {} : { expiresIn: secondsTo(until) });
    });
  }

  private async read(token: unknown): Promise<StepResult<Grant>> {
    return this.tokens ? this.tokens.read(typeof token === 'string' ? token : undefined) : done(anybody);
  }

  private async admit(socket: Socket, token: unknown, next: (error?: Error) => void): Promise<void> {
    const read = await this.read(token);
    if (read.ok) {
      this.grants.set(socket, read.value);
      next();
      return;
    }
    this.refuse(socket.id, read.refusal);
    this.leaves(socket.conn);
    next(connectError(read.refusal));
  }

  private watch({ socket, grant: { until } }: SocketConnection): void {
    if (until === undefined || !socket.connected) return;
    const left = until - now();
    this.ends.set(socket.id, until - Math.min(noticeMs, left * noticeShare));
  }

  private look(id: string): void {
    const connection = this.connections.get(id);
    if (!(connection instanceof SocketConnection)) return;
    const { until = Infinity } = connection.grant;
    if (now() < until) {
      if (!connection.passedOn) connection.emit('token-expiring', { expiresIn: secondsTo(until) });
      this.ends.set(id, until);
      return;
    }
    const over = refusal('token-expired');
    this.refuse(id, over);
    connection.emit('signaling-error', { ...over, event: 'connect' });
    connection.expel();
  }

  private refuse(id: string, why: Refusal): void {
    step(this.stream, { kind: 'connected', from: { id } }, () => ({ ok: false, refusal: why }));
  }
}

/** What is kept of what a page says at connect, which may be anything. */
function promisesOf(auth: Record<string, unknown>): Record<string, boolean> {
  return { acks: auth['acks'] === true, ladder: auth['ladder'] === true, verdicts: auth['verdicts'] === true };
}

/** What a page gets as `connect_error`: the refusal in `data`, its sentence as the message. */
function connectError(why: Refusal): Error {
  return Object.assign(new Error(why.message), { data: why });
}

function secondsTo(until: number): number {
  return Math.max(0, Math.ceil((until - now()) / 1000));
}
