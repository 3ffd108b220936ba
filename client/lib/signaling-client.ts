import { io, type Socket } from 'socket.io-client';
import type {
  Ack,
  ClientToServer,
  Join,
  JoinAck,
  Participant,
  RelayAck,
  ServerToClient,
} from '../../protocol/messages.js';
import { rejects } from '../../protocol/rejects.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { Emitter } from './emitter.js';
import {
  isSignalingFailure,
  NoAckError,
  RefusedError,
  UnreachableError,
  type SignalingFailure,
} from './signaling-errors.js';

type Outgoing<K extends MessageKind> = Parameters<ClientToServer[K]>[0];
export type Incoming<K extends MessageKind> = Parameters<ServerToClient[K]>[0];

/** What this client emits: always with an acknowledgement, save for its farewell. */
type Requests = {
  'join-room': (join: Join, ack: (answer: Ack<JoinAck>) => void) => void;
  'leave-room': (room: string) => void;
} & { [K in MessageKind]: (message: Outgoing<K>, ack: (answer: Ack<RelayAck>) => void) => void };

export interface SignalingEvents {
  'user-joined': [user: Participant];
  'user-left': [socketId: string];
  offer: [message: Incoming<'offer'>];
  answer: [message: Incoming<'answer'>];
  'ice-candidate': [message: Incoming<'ice-candidate'>];
  /** A handshake has climbed a rung. */
  ladder: [verdict: VerdictMessage];
  /** A handshake has settled, or its verdict has changed. */
  verdict: [verdict: VerdictMessage];
  /** A message was refused of which nobody awaits the acknowledgement. */
  refused: [error: RefusedError];
  /** The connection broke while in a room; the client is already trying to come back. */
  'connection-lost': [];
  /** Back in the room, under a new socket id: connections to the others have to be made anew. */
  rejoined: [membership: JoinAck];
  /** Coming back was refused; `final` says that the client gave up and is out of the room. */
  'rejoin-failed': [error: SignalingFailure, final: boolean];
}

export interface SignalingOptions {
  /** Origin of the gateway; the page's own by default. */
  url?: string;
  /** How long to wait for each acknowledgement, and for a connection. */
  timeoutMs?: number;
}

type Done<T extends object> = (error: Error | null, answer: Ack<T>) => void;
type Send<T extends object> = (socket: ReturnType<Socket<ServerToClient, Requests>['timeout']>, done: Done<T>) => void;

const defaultTimeoutMs = 10_000;
const firstRetryMs = 1_000;
const longestRetryMs = 8_000;

/**
 * Client of a Hopline gateway: joins one room, relays descriptions and candidates, comes back by itself after a lost
 * connection, and acknowledges every description that a listener has taken (the gateway's evidence that the page is alive).
 */
export class SignalingClient extends Emitter<SignalingEvents> {
  readonly #socket: Socket<ServerToClient, Requests>;
  readonly #timeoutMs: number;
  /** The room to be in, also while the connection is away. */
  #wanted: Join | undefined;
  /** In the room on the present connection. */
  #joined = false;
  /** Has been in the room: from then on the client comes back by itself. */
  #entered = false;
  /** Own ids, this one and those of before a reconnect: the gateway may list an old one until its ping times out. */
  readonly #ownIds = new Set<string>();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retries = 0;

  constructor({ url, timeoutMs = defaultTimeoutMs }: SignalingOptions = {}) {
    super();
    this.#timeoutMs = timeoutMs;
    const options = {
      autoConnect: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: timeoutMs,
      auth: { acks: true, ladder: true },
    };
    this.#socket = url === undefined ? io(options) : io(url, options);
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
    this.#wanted = { room, username };
    // The room is in the URL too, so that a load balancer can bring one room's participants to one instance.
    this.#socket.io.opts.query = { room };
    try {
      await this.#connect();
      return await this.#enter();
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** Leaves the room and closes the connection; harmless when there is neither. */
  leave(): void {
    clearTimeout(this.#retry);
    if (this.#joined && this.#wanted) this.#socket.emit('leave-room', this.#wanted.room);
    this.#wanted = undefined;
    this.#joined = false;
    this.#entered = false;
    this.#ownIds.clear();
    this.#socket.disconnect();
  }

  /** Relays an offer; resolves when the gateway has forwarded it, rejects when it did not. */
  sendOffer(target: string, offer: Outgoing<'offer'>['offer']): Promise<RelayAck> {
    return this.#relay('offer', target, (socket, done) => socket.emit('offer', { target, offer }, done));
  }

  /** Relays an answer, as sendOffer does an offer. */
  sendAnswer(target: string, answer: Outgoing<'answer'>['answer']): Promise<RelayAck> {
    return this.#relay('answer', target, (socket, done) => socket.emit('answer', { target, answer }, done));
  }

  /** Relays a candidate; null says that there are no more. */
  sendCandidate(target: string, candidate: Outgoing<'ice-candidate'>['candidate']): Promise<RelayAck> {
    return this.#relay('ice-candidate', target, (socket, done) =>
      socket.emit('ice-candidate', { target, candidate }, done),
    );
  }

  /** A message that waited for the connection would come back refused: the old target ids are gone by then. */
  async #relay(event: MessageKind, target: string, send: Send<RelayAck>): Promise<RelayAck> {
    if (!this.#joined) throw new UnreachableError();
    return this.#request(event, send, target);
  }

  #request<T extends object>(event: string, send: Send<T>, target?: string): Promise<T> {
    return new Promise((resolve, reject) => {
      // A timeout() counts for one emit only, so it is asked for anew each time.
      send(this.#socket.timeout(this.#timeoutMs), (error, answer) => {
        if (error)
          reject(this.#socket.connected ? new NoAckError(event, this.#timeoutMs) : new UnreachableError(error));
        else if (answer.ok) resolve(answer);
        else reject(new RefusedError(answer.error, event, target));
      });
    });
  }

  #connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        this.#socket.off('connect', settle);
        this.#socket.off('connect_error', settle);
        if (error) reject(new UnreachableError(error));
        else resolve();
      };
      this.#socket.on('connect', settle);
      this.#socket.on('connect_error', settle);
      this.#socket.connect();
    });
  }

  async #enter(): Promise<JoinAck> {
    const join = this.#wanted;
    if (!join) throw new UnreachableError();
    const ack = await this.#request<JoinAck>('join-room', (socket, done) => socket.emit('join-room', join, done));
    // Left, or joined another room, while the answer was on its way.
    if (this.#wanted !== join) throw new UnreachableError();
    this.#joined = true;
    this.#entered = true;
    this.#retries = 0;
    const users = ack.users.filter(({ socketId }) => !this.#ownIds.has(socketId) || socketId === ack.self.socketId);
    this.#ownIds.add(ack.self.socketId);
    return { ...ack, users };
  }

  async #rejoin(): Promise<void> {
    try {
      this.emit('rejoined', await this.#enter());
    } catch (error) {
      // Left meanwhile, or cut off again: then the next connection tries.
      if (!this.#entered || !this.#socket.connected || !isSignalingFailure(error)) return;
      const final = error instanceof RefusedError && !rejects[error.code].retryable;
      if (final) this.leave();
      else this.#later(() => void this.#rejoin());
      this.emit('rejoin-failed', error, final);
    }
  }

  #lost(reason: string): void {
    clearTimeout(this.#retry);
    if (!this.#entered) return;
    this.#joined = false;
    // A gateway that stops disconnects its clients itself, and Socket.IO takes that as a wish to stay away.
    if (reason === 'io server disconnect') this.#later(() => this.#socket.connect());
    this.emit('connection-lost');
  }

  /** Tries again after a growing wait, spread so that a room's participants do not all come back at once. */
  #later(attempt: () => void): void {
    const wait = Math.min(firstRetryMs * 2 ** this.#retries++, longestRetryMs);
    this.#retry = setTimeout(attempt, wait * (0.5 + Math.random() / 2));
  }

  #listen(): void {
    this.#socket.on('connect', () => {
      if (this.#entered) void this.#rejoin();
    });
    this.#socket.on('connect_error', () => {
      // Refused by the gateway rather than unreachable: Socket.IO does not try again by itself.
      if (this.#entered && !this.#socket.active) this.#later(() => this.#socket.connect());
    });
    this.#socket.on('disconnect', (reason) => this.#lost(reason));
    this.#socket.on('user-joined', (user) => this.emit('user-joined', user));
    this.#socket.on('user-left', (socketId) => this.emit('user-left', socketId));
    this.#socket.on('ladder', (verdict) => this.emit('ladder', verdict));
    this.#socket.on('verdict', (verdict) => this.emit('verdict', verdict));
    this.#socket.on('signaling-error', (error) =>
      this.emit('refused', new RefusedError(error, error.event, error.target)),
    );
    this.#socket.on('offer', (message, ack) => acknowledge(this.emit('offer', message), ack));
    this.#socket.on('answer', (message, ack) => acknowledge(this.emit('answer', message), ack));
    this.#socket.on('ice-candidate', (message) => this.emit('ice-candidate', message));
  }
}

/** No listener, no acknowledgement: the gateway is not told that the page took what nobody took. */
function acknowledge(taken: boolean, ack: (() => void) | undefined): void {
  if (taken) ack?.();
}
