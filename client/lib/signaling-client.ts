import { io } from 'socket.io-client';
import { limits } from '../../protocol/limits.js';
import type { Answer, Candidate, Join, JoinAck, Offer, RelayAck } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';
import { Emitter } from './emitter.js';
import { acknowledge, ackWaitsMs, Requests, type Done, type GatewaySocket, type TimedSocket } from './requests.js';
import { Retry } from './retry.js';
import {
  isFinal,
  isSignalingFailure,
  refusalOf,
  RefusedError,
  UnreachableError,
  type SignalingFailure,
} from './signaling-errors.js';
import type { SignalingEvents, SignalingOptions } from './signaling-events.js';
import { TokenHolder } from './tokens.js';

/**
 * Client of a Hopline gateway: joins one room, relays descriptions and candidates, sends again what is not acknowledged,
 * comes back by itself after a lost connection, and acknowledges every description that a listener has taken (the
 * gateway's evidence that the page is alive).
 */
export class SignalingClient extends Emitter<SignalingEvents> {
  readonly #socket: GatewaySocket;
  readonly #requests: Requests;
  readonly #token: TokenHolder;
  readonly #spoken: { language?: string };
  /** The room to be in, also while the connection is away. */
  #wanted: Join | undefined;
  /** In the room on the present connection. */
  #joined = false;
  /** Has been in the room: from then on the client comes back by itself. */
  #entered = false;
  /** Of the connections that have asked for the room: the gateway may hold an earlier one's place until its ping times out. */
  #sessions: string[] = [];
  #messages = 0;
  #stopConnecting: (() => void) | undefined;
  readonly #retry = new Retry();

  constructor(settings: SignalingOptions = {}) {
    super();
    const { url, token, language, timeoutMs = 10_000, ackWaitsMs: waitsMs = ackWaitsMs } = settings;
    this.#spoken = language === undefined ? {} : { language };
    this.#token = new TokenHolder(token);
    const options = {
      autoConnect: false,
      forceNew: true, // Two clients of one page are two participants.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: timeoutMs,
      auth: this.#token.handshake({ acks: true, ladder: true, verdicts: true }),
    };
    this.#socket = url === undefined ? io(options) : io(url, options);
    this.#requests = new Requests(this.#socket, waitsMs);
    this.#listen();
  }

  /** The own id in the room, given by the gateway; another one after each reconnect, none while there is no connection. */
  get id(): string {
    return this.#socket.id ?? '';
  }

  /**
   * Connects if need be and joins the room. Rejects with a RefusedError, a NoAckError or an UnreachableError, and is
   * then disconnected; once joined, the client comes back by itself.
   */
  async join(room: string, username: string): Promise<JoinAck> {
    this.leave();
    const join = (this.#wanted = { room, username });
    // The room is in the URL too, so that a load balancer can bring one room's participants to one instance.
    this.#socket.io.opts.query = { room, ...this.#spoken };
    try {
      await this.#connect();
      return await this.#enter(join);
    } catch (error) {
      // Another join may have taken the place of this one.
      if (this.#wanted === join) this.leave();
      throw error;
    }
  }

  /** Leaves the room and closes the connection; harmless when there is neither. */
  leave(): void {
    this.#retry.stop();
    this.#stopConnecting?.();
    if (this.#joined && this.#wanted) this.#socket.emit('leave-room', this.#wanted.room);
    this.#wanted = undefined;
    this.#joined = false;
    this.#entered = false;
    this.#sessions = [];
    this.#socket.disconnect();
  }

  /**
   * Relays an offer; resolves when the gateway has forwarded it, or when it is aborted, and rejects when it did not. What
   * the gateway does not acknowledge is sent again, on the same connection; the gateway relays it once.
   */
  sendOffer(target: string, offer: Offer, signal?: AbortSignal): Promise<RelayAck | undefined> {
    return this.#relay('offer', target, signal, (socket, messageId, done) =>
      socket.emit('offer', { target, offer, messageId }, done),
    );
  }

  /** Relays an answer, as sendOffer does an offer. */
  sendAnswer(target: string, answer: Answer, signal?: AbortSignal): Promise<RelayAck | undefined> {
    return this.#relay('answer', target, signal, (socket, messageId, done) =>
      socket.emit('answer', { target, answer, messageId }, done),
    );
  }

  /** Relays a candidate, as sendOffer does an offer; null says that there are no more. */
  sendCandidate(target: string, candidate: Candidate, signal?: AbortSignal): Promise<RelayAck | undefined> {
    return this.#relay('ice-candidate', target, signal, (socket, messageId, done) =>
      socket.emit('ice-candidate', { target, candidate, messageId }, done),
    );
  }

  /** A message that waited for the connection would come back refused: the old target ids are gone by then. */
  async #relay(
    event: MessageKind,
    target: string,
    signal: AbortSignal | undefined,
    emit: (socket: TimedSocket, messageId: string, done: Done<RelayAck>) => void,
  ): Promise<RelayAck | undefined> {
    if (!this.#joined) throw new UnreachableError();
    const messageId = String(++this.#messages);
    return this.#requests.send<RelayAck>({
      event,
      target,
      emit: (socket, done) => emit(socket, messageId, done),
      signal,
    });
  }

  #connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        this.#socket.off('connect', settle);
        this.#socket.off('connect_error', settle);
        this.#stopConnecting = undefined;
        if (error) reject(refusalOf(error) ?? new UnreachableError(error));
        else resolve();
      };
      this.#stopConnecting = () => settle(new Error('left meanwhile'));
      this.#socket.on('connect', settle);
      this.#socket.on('connect_error', settle);
      this.#socket.connect();
    });
  }

  async #enter(join: Join): Promise<JoinAck> {
    // Left, or joined another room, while the connection, or the answer, was on its way.
    const wanted = () => this.#wanted === join;
    const again = this.#entered;
    if (!wanted()) throw new UnreachableError();
    const replaces = this.#sessions.filter((session) => session !== this.#session);
    this.#sessions = [...replaces, this.#session].slice(-limits.replacedSessions);
    const ack = await this.#requests.send<JoinAck>({
      event: 'join-room',
      emit: (socket, done) => socket.emit('join-room', { ...join, ...(again && { replaces }) }, done),
      granted: (membership) => {
        if (wanted()) this.#in(membership, again);
      },
    });
    if (!ack || !wanted()) throw new UnreachableError();
    return ack;
  }

  #in(membership: JoinAck, again: boolean): void {
    this.#joined = true;
    this.#entered = true;
    this.#retry.succeeded();
    this.#sessions = [this.#session];
    this.emit('joined', membership, again);
  }

  get #session(): string {
    return this.#socket.io.engine.id;
  }

  async #rejoin(join: Join): Promise<void> {
    try {
      await this.#enter(join);
    } catch (error) {
      // Left meanwhile, or cut off again: then the next connection tries.
      if (!this.#entered || this.#wanted !== join || !this.#socket.connected || !isSignalingFailure(error)) return;
      this.#refused(error, () => void this.#rejoin(join));
    }
  }

  /** Coming back was refused: once and for all, or it is tried again. */
  #refused(error: SignalingFailure, again: () => void): void {
    const final = isFinal(error, this.#token.renewable);
    if (final) this.leave();
    else if (error instanceof RefusedError && error.code === 'draining') this.#move();
    else this.#retry.later(again);
    this.emit('rejoin-failed', error, final);
  }

  #lost(reason: string): void {
    this.#retry.stop();
    if (!this.#entered) return;
    const wasIn = this.#joined;
    this.#joined = false;
    // A gateway that stops disconnects its clients itself, and Socket.IO takes that as a wish to stay away.
    if (reason === 'io server disconnect') this.#retry.later(() => this.#socket.connect());
    if (wasIn) this.emit('connection-lost');
  }

  /** The instance is stopping: another one takes us, sooner than Socket.IO would try by itself. */
  #move(): void {
    if (!this.#entered) return;
    this.#socket.disconnect();
    this.#retry.soon(() => this.#socket.connect());
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      const wanted = this.#wanted;
      if (!wanted) return;
      this.emit('connected', this.#session, wanted.room);
      if (this.#entered) void this.#rejoin(wanted);
    });
    socket.on('connect_error', (error) => {
      // Refused by the gateway rather than unreachable: Socket.IO does not try again by itself.
      if (!this.#entered || socket.active) return;
      const refused = refusalOf(error);
      if (refused) this.#refused(refused, () => socket.connect());
      else this.#retry.later(() => socket.connect());
    });
    socket.on('token-expiring', () => void this.#token.renew((token) => socket.emit('renew-token', token)));
    socket.on('disconnect', (reason) => this.#lost(reason));
    socket.on('room-users', (_, ack) => ack?.());
    socket.on('user-joined', (user) => this.emit('user-joined', user));
    socket.on('user-left', (socketId) => this.emit('user-left', socketId));
    socket.on('ladder', (verdict) => this.emit('ladder', verdict));
    socket.on('moving', () => this.#move());
    socket.on('report-wanted', () => this.emit('report-wanted'));
    socket.on('verdict', (verdict) => this.emit('verdict', verdict));
    socket.on('signaling-error', (error) => {
      // Of the connection as a whole: it is closed next, and that has an event of its own.
      if (error.event !== 'connect') this.emit('refused', new RefusedError(error, error.event, error.target));
    });
    socket.on('offer', (message, ack) => acknowledge(this.emit('offer', message), ack));
    socket.on('answer', (message, ack) => acknowledge(this.emit('answer', message), ack));
    socket.on('ice-candidate', (message) => this.emit('ice-candidate', message));
  }
}
