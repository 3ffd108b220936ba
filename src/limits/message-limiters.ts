import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { limits } from '../../protocol/limits.js';
import { refusal, type Refusal } from '../../protocol/rejects.js';
import type { EngineSocket } from '../connections/engine-socket.js';
import type { AddressLimiter, AddressLimiters } from './address-limiter.js';
import type { Addresses } from './addresses.js';
import type { CountRefused } from './limit-names.js';
import { Meter, type Pinged, type Speaker } from './meter.js';
import { restMs, MessageLimiter, type MessageRates } from './message-limiter.js';

/** A WebSocket of the server, and what its client has not answered. */
export type MeteredSocket = WebSocket & Pinged;

/** One client's connection, with the WebSockets that are, or may become, its transport. */
interface Open extends Speaker {
  readonly from: string;
  /** With the TCP connection of each. */
  webSockets: readonly { readonly webSocket: MeteredSocket; readonly tcp: Duplex }[];
  conn?: EngineSocket;
  /** Tells the client why, once it has a Socket.IO socket. */
  farewell?: (why: Refusal) => void;
}

/** How long a cut connection may take to send its last word, in ms; it is not read any more. */
const lastWordMs = 1000;
/** How long a message may be on its way, in ms, as with a request; and how often that is looked at. */
const messageMs = 20_000;
const lookMs = 2000;
/** RFC 6455, section 7.4.1: a policy is violated. */
const policyViolated = 1008;

export interface MessageLimitersOptions {
  addresses: Addresses;
  rates: MessageRates;
  together: AddressLimiters;
}

/** The limiter of every connection, and what becomes of one that does not stop. */
export class MessageLimiters {
  private readonly opened = new WeakMap<object, Open>();
  /** Connections that poll, by Engine.IO session: a WebSocket may be on its way to take over. */
  private readonly polling = new Map<string, Open>();
  private readonly meters = new Map<Meter, Open>();
  private look: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: MessageLimitersOptions,
    private readonly refused: CountRefused,
    /** An address has done what costs it connects. */
    private readonly flooded: (address: string) => void,
  ) {}

  /** A WebSocket is open: with the session that it would take over, or to be a connection of its own. */
  meter(request: IncomingMessage, webSocket: MeteredSocket, tcp: Duplex, session: string | undefined): void {
    const takenOver = session === undefined ? undefined : this.polling.get(session);
    const open = takenOver ?? this.open(request);
    this.opened.set(webSocket, open);
    open.webSockets = [...open.webSockets, { webSocket, tcp }];
    const meter = new Meter(open, webSocket);
    this.meters.set(meter, open);
    this.look ??= setInterval(() => this.endSlow(), lookMs).unref();
    // Ahead of `ws`, which reads what is cut in vain.
    tcp.prependListener('data', (chunk: Buffer) => meter.read(chunk));
    webSocket.once('close', () => {
      meter.release();
      this.meters.delete(meter);
      if (this.meters.size === 0) {
        clearInterval(this.look);
        this.look = undefined;
      }
      open.webSockets = open.webSockets.filter((one) => one.webSocket !== webSocket);
      if (!takenOver) this.options.together.leave(open.from);
    });
  }

  /** A connection begins, on its WebSocket or by polling. */
  begin(conn: EngineSocket, session: string, webSocket: WebSocket | undefined): void {
    const open = (webSocket && this.opened.get(webSocket)) ?? this.open(conn.request);
    open.conn = conn;
    this.opened.set(conn, open);
    if (webSocket) return;
    this.polling.set(session, open);
    conn.once('close', () => {
      this.polling.delete(session);
      this.options.together.leave(open.from);
    });
    conn.on('packet', ({ data }: { data?: string | Buffer }) => {
      if (conn.transport.name !== 'polling') return;
      const bytes = data?.length ?? 0;
      open.limiter.packet(bytes);
      if (!open.known && bytes > limits.strangerBytes) open.limiter.cut('stranger', refusal('too-large'));
    });
  }

  /** A request has come for a session; answers whether there is one that polls. */
  asked(session: string): boolean {
    const open = this.polling.get(session);
    open?.limiter.packet(0);
    return open !== undefined;
  }

  /** The limiter of a connection. */
  of(conn: EngineSocket): MessageLimiter | undefined {
    return this.opened.get(conn)?.limiter;
  }

  /** A connection has a Socket.IO socket; `farewell` is called when it is cut. */
  known(conn: EngineSocket, farewell: (why: Refusal) => void): MessageLimiter | undefined {
    const open = this.opened.get(conn);
    if (open) Object.assign(open, { known: true, farewell });
    return open?.limiter;
  }

  private open(request: IncomingMessage): Open {
    const { addresses, together, rates } = this.options;
    const from = addresses.of(request);
    const address: AddressLimiter = together.enter(from);
    const limiter: MessageLimiter = new MessageLimiter(rates, address, this.refused, {
      rest: () => rest(open),
      cut: (why) => this.cut(open, why),
    });
    const open: Open = { limiter, address, known: false, from, webSockets: [] };
    return open;
  }

  private cut({ conn, farewell, webSockets, from }: Open, why: Refusal): void {
    if (why.code === 'flooding') this.flooded(from);
    farewell?.(why);
    for (const { webSocket, tcp } of webSockets) {
      if (!farewell) webSocket.close(policyViolated, why.code);
      // Else `ws` reads on for 30 s, until the client has closed its side too.
      webSocket.pause();
      setTimeout(() => end(webSocket, tcp), lastWordMs).unref();
    }
    conn?.close(conn.transport.name === 'polling');
  }

  private endSlow(): void {
    const before = performance.now() - messageMs;
    for (const [meter, { limiter }] of this.meters) {
      if (meter.olderThan(before))
        limiter.cut('held', refusal('malformed', `It has to end within ${messageMs / 1000} s.`));
    }
  }
}

/** What it has sent since is not read: `ws` would, at the end. */
function end(webSocket: WebSocket, tcp: Duplex): void {
  tcp.removeAllListeners('data');
  tcp.read();
  webSocket.terminate();
}

function rest({ limiter, webSockets }: Open): void {
  for (const { webSocket } of webSockets) {
    webSocket.pause();
    setTimeout(() => {
      if (!limiter.over) webSocket.resume();
    }, restMs);
  }
}
