import type { TcpNetConnectOpts } from 'node:net';
import type { WebSocket } from 'ws';
import type { EngineSocket } from '../connections/engine-socket.js';
import { CorkedSocket } from '../relay/corked-socket.js';
import { takenOver } from '../entry/grant.js';
import type { SocketConnection } from '../relay/socket-connection.js';
import type { Claim } from './claims.js';
import { closing, memoMark, pings, sayHello, type Hello, type Memo } from './hello.js';
import { answers } from './join-head.js';
import { OutlivingSocket } from './outliving-socket.js';

/** What Engine.IO reads and writes: a text, or bytes. */
export type EngineMessage = string | Buffer;

/** How a passage ended: its room goes elsewhere, its instance is lost, its participant was refused a room there, or is gone there. */
export type End = 'moved' | 'lost' | 'refused' | 'over';

export interface PassageOptions {
  connection: SocketConnection;
  /** The join that asks for the room; none of somebody who was in it. */
  join: EngineMessage | undefined;
  /** The WebSocket of the participant; none while it polls. */
  wire: () => WebSocket | undefined;
  key: string;
  /** Whose the room is. */
  claim: Claim;
  hello: Hello;
  /** The room's instance has said how things are with the participant. */
  told: () => void;
  /** What the participant sends is to wait for now, or not any more. */
  held: (waits: boolean) => void;
  closed: (how: End) => void;
}

/** Of an acknowledgement, in the Socket.IO protocol. */
const ack = '3';
const patience = { handshakeTimeout: 2000, closeTimeout: 2000 };
/** Bytes, or messages of Engine.IO, that wait in one direction before the other end is read no more, until they are gone. */
const waiting = { bytes: 262_144, messages: 256 } as const;

/**
 * One participant's connection, passed on to the instance that has its room: Engine.IO messages and WebSocket pings and
 * pongs, in both directions and in order, unread. Engine.IO's own heartbeat ends here, at either end of it.
 */
export class Passage {
  /** What the room's instance has said of it last, for the next one; undefined while it is in no room. */
  memo: Memo | undefined;
  /** Its join that went this way, as long as it was not answered: if this instance is lost, the next one has to. */
  unanswered: EngineMessage | undefined;
  /** When the participant has sent something last, in ms of `performance.now()`. */
  sentAt = -Infinity;
  private isOpen = false;
  /** What is done once Engine.IO has handed over all that it has of the participant. */
  private readonly afterDrain: (() => void)[] = [];
  private hasLeft = false;
  private readonly webSocket: CorkedSocket;

  constructor(readonly options: PassageOptions) {
    const { claim, key, hello, connection, closed } = options;
    const headers = { authorization: `Bearer ${key}`, ...sayHello(hello) };
    const settings: object = {
      headers,
      createConnection: outliving,
      autoPong: false,
      perMessageDeflate: false,
      ...patience,
    };
    this.webSocket = new CorkedSocket(`ws://${claim.address}/passage`, settings);
    // With what its page has promised.
    const connect = JSON.stringify({ ...connection.socket.handshake.auth, pid: hello.name, offset: '' });
    this.webSocket.on('upgrade', ({ socket }) => this.webSocket.leaveBy(socket));
    this.webSocket.on('open', () => this.webSocket.send(`40${connect}`));
    this.webSocket.on('message', (data: Buffer, isBinary) => this.take(isBinary ? data : data.toString()));
    this.webSocket.on('ping', (payload) => this.pinged(payload));
    // It closes behind an error.
    this.webSocket.on('error', () => undefined);
    this.webSocket.on('close', (code) => closed(this.endOf(code)));
  }

  /** A message that asks for a room there. */
  join(message: EngineMessage): void {
    this.unanswered = message;
    this.send(message);
  }

  /** One message of the participant, as it came. */
  send(message: EngineMessage): void {
    const { webSocket } = this;
    this.sentAt = performance.now();
    webSocket.send(typeof message === 'string' ? `4${message}` : message);
    if (webSocket.bufferedAmount <= waiting.bytes) return;
    const wire = this.options.wire();
    wire?.pause();
    // Sent behind all that waits: once it has gone, so have these.
    webSocket.ping(pings.behind, undefined, () => wire?.resume());
  }

  /** The participant's browser has answered a ping. */
  pong(payload: Buffer): void {
    if (this.isOpen) this.webSocket.pong(payload);
  }

  /** Its connection has become a WebSocket. */
  proves(): void {
    if (this.isOpen) this.webSocket.ping(pings.proves);
  }

  /** The participant has gone, for a reason as Socket.IO gives it. */
  close(reason: string): void {
    const { webSocket } = this;
    this.hasLeft = true;
    // Ahead of it: what is written, there, to a WebSocket that is closing fails before the reason for that is known.
    if (webSocket.readyState === webSocket.OPEN) webSocket.ping(`${pings.gone}${reason}`);
    webSocket.resume();
    webSocket.close(closing.gone);
  }

  /** The other instance does not answer. */
  abandon(): void {
    this.webSocket.terminate();
  }

  private endOf(code: number): End {
    if (!this.isOpen) return 'lost';
    // The instance there has cut a client that reads nothing, and this end, which reads no more either, cannot hear that.
    if (code === closing.broken) return this.webSocket.isPaused ? 'over' : 'lost';
    return code === closing.moved ? 'moved' : code === closing.refused ? 'refused' : 'over';
  }

  private take(message: EngineMessage): void {
    const mark = typeof message === 'string' ? message[0] : undefined;
    if (typeof message !== 'string') this.write(message);
    else if (mark === '4' && this.isOpen) this.write(message.slice(1));
    else if (message.startsWith('40')) this.opened();
    else if (mark === '2') this.webSocket.send('3');
    else if (mark === memoMark && !this.hasLeft) {
      this.memo = message === memoMark ? undefined : (JSON.parse(message.slice(1)) as Memo);
      if (this.memo) this.options.connection.grant = takenOver(this.memo.grant);
      this.options.told();
    }
  }

  private opened(): void {
    const { connection, hello, join } = this.options;
    this.isOpen = true;
    // It was upgraded while the passage was opened.
    if (connection.answersPings && !hello.proves) this.proves();
    // What the join comes to is said with the first memo, or by closing.
    if (join !== undefined) this.join(join);
  }

  private write(message: EngineMessage): void {
    const { connection, wire } = this.options;
    const { conn } = connection.socket;
    // What goes on in a room that it has left is not its business any more; what came of its own messages is.
    if (this.hasLeft && !(typeof message === 'string' && message.startsWith(ack))) return;
    if (this.unanswered && answers(String(message), String(this.unanswered))) this.unanswered = undefined;
    conn.write(message);
    if (this.webSocket.isPaused) return;
    if (queueOf(conn).length <= waiting.messages && (wire()?.bufferedAmount ?? 0) <= waiting.bytes) return;
    this.webSocket.pause();
    this.behindQueue(() => this.webSocket.resume());
  }

  /** A browser answers what is not between instances, behind all that was written before: it proves that this has arrived. */
  private pinged(payload: Buffer): void {
    const { connection, wire } = this.options;
    const said = payload.toString();
    if (said === pings.goOn) return this.options.held(false);
    if (said === pings.hold) {
      this.options.held(true);
      return this.webSocket.ping(pings.held, undefined, () => undefined);
    }
    const ping = () => wire()?.ping(payload, false, () => undefined);
    if (queueOf(connection.socket.conn).length === 0) ping();
    else this.behindQueue(ping);
  }

  private behindQueue(run: () => void): void {
    if (this.afterDrain.push(run) > 1) return;
    this.options.connection.socket.conn.once('drain', () => this.afterDrain.splice(0).forEach((next) => next()));
  }
}

const outliving = (to: TcpNetConnectOpts) => new OutlivingSocket(to).connect(to);

/** What Engine.IO has not handed to the transport yet: public by its README, private by its types. */
const queueOf = (conn: EngineSocket) => (conn as unknown as { writeBuffer: readonly unknown[] }).writeBuffer;
