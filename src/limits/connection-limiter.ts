import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { rateLimited, refusal, type Refusal } from '../../protocol/rejects.js';
import { BoundedMap } from '../bounds/bounded-map.js';
import { network, type Addresses } from './addresses.js';
import { KeyCounts } from './counts.js';
import type { RefusalLog } from './refusal-log.js';
import type { LimitName } from './limit-names.js';
import type { Window } from './windows.js';

export interface ConnectionLimiterOptions {
  addresses: Addresses;
  /** Connections that an address may have open. */
  connections: number;
  connects: Window;
  /** The same in connections a second; what a flood costs is counted in it. */
  connectsPerSecond: number;
  refusalLog: RefusalLog;
  /** Requests are refused by an address that is a proxy's, as it seems, and not declared. */
  undeclaredProxy: () => void;
}

/** An address that is refused this many times as often as it is let in is not answered any more for a while. */
const unheardFactor = 2;
/** Of a connection that is cut for flooding, in seconds' worth of connects. */
const floodCostSeconds = 5;
/** The warning to an operator whose proxy is not in TRUST_PROXY. */
export const undeclaredProxyWarning =
  'connections were refused by their address, and they came with X-Forwarded-For: name the proxy in TRUST_PROXY, or all its clients count as one';
/** Addresses that are not answered, at once; the oldest is forgotten. */
const mostShut = 10_000;

/** Who may open a connection, counted by address. */
export class ConnectionLimiter {
  /** Socket.IO connections, and TCP connections of any use. */
  private toldOfProxy = false;
  private readonly open = new KeyCounts();
  private readonly wires = new KeyCounts();
  /** Until when connections of an address are closed unread, in ms of `performance.now()`. */
  private readonly shut = new BoundedMap<string, number>({ limit: mostShut, of: 'addresses' });

  constructor(private readonly options: ConnectionLimiterOptions) {}

  /** Watches the TCP connections of a server: those that never ask for anything count too. */
  guard(server: Server): void {
    server.on('connection', (socket: Socket) => this.greet(socket));
  }

  /** May a request open a connection? */
  async admit(request: IncomingMessage): Promise<Refusal | undefined> {
    const { addresses, connections } = this.options;
    if (this.open.of(addresses.of(request)) >= connections) {
      return this.refuse('connections', request, refusal('connections-exhausted'));
    }
    return this.connects(request);
  }

  /** Counts a connect, or what costs as much; refused where there were too many. */
  async connects(request: IncomingMessage): Promise<Refusal | undefined> {
    const { addresses, connects } = this.options;
    const address = addresses.of(request);
    const { waitMs, asked } = await connects.take(address);
    if (waitMs === 0) return undefined;
    this.shutOut(address, asked, waitMs);
    return this.refuse('connects', request, rateLimited(waitMs));
  }

  /** A connection is open. Call what is returned when it has closed. */
  entered(request: IncomingMessage): () => void {
    const address = this.options.addresses.of(request);
    this.open.add(address);
    return () => this.open.remove(address);
  }

  /** A connection of an address was cut for flooding: the next ones of it come at a price. */
  flooded(address: string): void {
    this.options.connects.charge(address, Math.ceil(this.options.connectsPerSecond * floodCostSeconds));
  }

  private greet(socket: Socket): void {
    const { addresses, connections, refusalLog } = this.options;
    const own = socket.remoteAddress ?? '';
    if (addresses.isProxy(own)) return;
    const address = network(own.replace(/^::ffff:/i, ''));
    const shut = (this.shut.get(address) ?? 0) > performance.now();
    // A browser has some more than the one that stays: for pages, for reports, for the console.
    if (shut || this.wires.of(address) >= 2 * connections) {
      if (shut) refusalLog.enter('connects', 'connected', 'rate-limited');
      else refusalLog.enter('connections', 'connected', 'connections-exhausted');
      socket.destroy();
      return;
    }
    this.wires.add(address);
    socket.once('close', () => this.wires.remove(address));
  }

  private shutOut(address: string, asked: number, waitMs: number): void {
    const { connectsPerSecond } = this.options;
    if (asked < unheardFactor * 10 * connectsPerSecond) return;
    this.shut.renew(address, performance.now() + waitMs);
  }

  private refuse(limit: LimitName, { headers, socket }: IncomingMessage, why: Refusal): Refusal {
    this.options.refusalLog.enter(limit, 'connected', why.code);
    const undeclared =
      headers['x-forwarded-for'] !== undefined && !this.options.addresses.isProxy(socket.remoteAddress ?? '');
    if (undeclared && !this.toldOfProxy) this.options.undeclaredProxy();
    this.toldOfProxy ||= undeclared;
    return why;
  }
}
