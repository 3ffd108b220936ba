import type { OnModuleDestroy } from '@nestjs/common';
import type { Server, Socket } from 'socket.io';
import type { RenewAck } from '../../protocol/messages.js';
import { refusal, type Refusal } from '../../protocol/rejects.js';
import { bearerOf } from '../entry/bearer.js';
import { anybody, continues, nobody, type Grant } from '../entry/grant.js';
import type { Tokens } from '../entry/tokens.js';
import { now } from '../hops/clock.js';
import { Deadlines } from '../hops/deadlines.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, step, type Outcome } from '../hops/step.js';
import type { Keep, Lane } from '../limits/fair-queue.js';
import type { Answer } from './events.js';
import { SocketWay } from './socket-way.js';
import { Turns } from './turns.js';
import { readToken } from './validate.js';
import type { Ways } from './ways.js';

/** A page hears before its token ends: a minute ahead, or when a quarter of a shorter time is left. */
const noticeMs = 60_000;
const noticeShare = 0.25;

type Connection = Socket['conn'];

/** CONNECT_ERROR of the Socket.IO protocol. */
const connectErrorType = '4';

/** An event whose turn comes after a token is checked, and how it goes on from there. */
export interface Passing {
  way: SocketWay;
  lane: Lane;
  event: string;
  args: unknown[];
  answer: Answer;
  keep: Keep;
  goOn: (args: unknown[], answer: Answer) => void;
}

/** Who has a token comes in, and goes when it ends; without tokens everybody does, for as long as it likes. */
export class TokenGuard implements OnModuleDestroy {
  /** Of connections that are not open yet. */
  private readonly grants = new WeakMap<Socket, Grant>();
  /** Connections that have a socket, or are about to. */
  private readonly sockets = new WeakSet<Connection>();
  private readonly turns = new Turns();
  private readonly ends = new Deadlines((id) => this.look(id), now);

  constructor(
    private readonly stream: HopStream,
    private readonly ways: Ways,
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
  asksIn(conn: Connection, limited: Refusal | undefined): Refusal | undefined {
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
  leaves(conn: Connection): void {
    this.sockets.delete(conn);
  }

  grantOf(socket: Socket): Grant {
    return this.tokens ? (this.grants.get(socket) ?? nobody) : anybody;
  }

  /** Begins to watch the time of a connection. */
  opened(way: SocketWay): void {
    this.watch(way);
  }

  closed(id: string): void {
    this.ends.clear(id);
  }

  /** Is an event, or its order, a matter of tokens? */
  minds(lane: Lane, event: string): boolean {
    if (event === 'renew-token') return true;
    return this.tokens !== undefined && (event === 'join-room' || this.turns.holds(lane));
  }

  take(passing: Passing): void {
    const { way, lane, event, args, answer, goOn } = passing;
    const token = event === 'join-room' ? readToken(args[0]) : undefined;
    if (this.turns.holds(lane)) this.wait(passing);
    else if (event === 'renew-token') void this.renew(way, args[0]).then(answer);
    else if (token === undefined) goOn(args, answer);
    else void this.turns.hold(lane, () => this.join(token, passing));
  }

  onModuleDestroy(): void {
    this.ends.close();
  }

  private wait(passing: Passing): void {
    const { way, lane, event, args, answer } = passing;
    const waits = this.turns.wait(lane, passing.keep(), () => {
      if (!this.here(way)) return;
      if (this.minds(lane, event)) this.take(passing);
      else passing.goOn(args, answer);
    });
    const kind = event === 'join-room' ? 'joined' : 'event-received';
    if (!waits.ok) answer(step<object>(this.stream, { kind, from: { id: way.socket.id } }, () => waits));
  }

  /** Has it not left? Who has only closed its connection leaves behind what it sent before that. */
  private here(way: SocketWay): boolean {
    return this.ways.get(way.socket.id) === way && !way.expelled;
  }

  /** Joins with a token of its own, which takes the place of the one that the connection came with where it joins. */
  private async join(token: string, { way, args: [join, ...rest], answer, goOn }: Passing): Promise<void> {
    const read = await this.read(token);
    if (!this.here(way)) return;
    if (!read.ok) {
      answer(step<object>(this.stream, { kind: 'joined', from: { id: way.socket.id } }, () => read));
      return;
    }
    const before = way.grant;
    way.grant = read.value;
    await new Promise<void>((answered) => {
      goOn([{ ...(join as object), token: undefined }, ...rest], (outcome) => {
        if (!outcome.ok) way.grant = before;
        this.watch(way);
        answer(outcome);
        answered();
      });
    });
  }

  /** Takes a token in the place of the present one, for a holder that stays in its room. */
  private async renew(way: SocketWay, token: unknown): Promise<Outcome<RenewAck>> {
    const read = await this.read(token);
    return step(this.stream, { kind: 'event-received', from: { id: way.socket.id } }, () => {
      const fits = read.ok ? continues(read.value, way.grant) : read;
      if (!fits.ok) return fits;
      way.grant = fits.value;
      this.watch(way);
      const { until } = way.grant;
      return done(until === undefined ? {} : { expiresIn: secondsTo(until) });
    });
  }

  private async read(token: unknown): Promise<Outcome<Grant>> {
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

  private watch({ socket, grant: { until } }: SocketWay): void {
    if (until === undefined || !socket.connected) return;
    const left = until - now();
    this.ends.set(socket.id, until - Math.min(noticeMs, left * noticeShare));
  }

  private look(id: string): void {
    const way = this.ways.get(id);
    if (!(way instanceof SocketWay)) return;
    const { until = Infinity } = way.grant;
    if (now() < until) {
      if (!way.passedOn) way.emit('token-expiring', { expiresIn: secondsTo(until) });
      this.ends.set(id, until);
      return;
    }
    const over = refusal('token-expired');
    this.refuse(id, over);
    way.emit('signaling-error', { ...over, event: 'connect' });
    way.expel();
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
