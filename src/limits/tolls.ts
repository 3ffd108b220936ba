import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Socket } from 'socket.io';
import type { Addresses } from './addresses.js';
import type { Refused } from './limit-names.js';
import { AddressToll, restMs, Toll, type TollRates } from './toll.js';

/** An Engine.IO connection. */
export type Connection = Socket['conn'];

interface Open {
  toll: Toll;
  webSocket?: WebSocket;
  /** Tells the client why, once it has a Socket.IO socket. */
  farewell?: () => void;
}

/** How long a cut connection may take to send its last word, in ms; it is not read any more. */
const lastWordMs = 1000;

export interface TollOptions {
  addresses: Addresses;
  rates: TollRates;
  /** Points a second of all connections of an address. */
  ratePerAddress: number;
}

/** The toll of every connection, and what becomes of one that does not stop. */
export class Tolls {
  private readonly opened = new WeakMap<Connection, Open>();
  /** Of the addresses that have a connection. */
  private readonly addresses = new Map<string, { toll: AddressToll; connections: number }>();

  constructor(
    private readonly options: TollOptions,
    private readonly refused: Refused,
    private readonly flooded: (request: IncomingMessage) => void,
  ) {}

  /** A connection begins; `found` gives its WebSocket, if and when there is one. */
  begin(conn: Connection, found: (use: (webSocket: WebSocket) => void) => void): void {
    const open: Open = {
      toll: new Toll(this.options.rates, this.share(conn), this.refused, {
        rest: () => rest(open),
        cut: () => this.cut(conn, open),
      }),
    };
    this.opened.set(conn, open);
    conn.on('packet', ({ data }: { data?: string | Buffer }) => open.toll.packet(data?.length ?? 0));
    found((webSocket) => {
      open.webSocket = webSocket;
      // Each is answered by `ws` itself, below Engine.IO.
      webSocket.on('ping', (payload) => open.toll.packet(payload.length));
    });
  }

  /** The toll of a connection; `farewell` is called when it is cut. */
  of(conn: Connection, farewell: () => void): Toll | undefined {
    const open = this.opened.get(conn);
    if (open) open.farewell = farewell;
    return open?.toll;
  }

  private share(conn: Connection): AddressToll {
    const { addresses, ratePerAddress } = this.options;
    const address = addresses.of(conn.request);
    const known = this.addresses.get(address) ?? { toll: new AddressToll(ratePerAddress), connections: 0 };
    known.connections++;
    this.addresses.set(address, known);
    conn.once('close', () => {
      if (--known.connections === 0) this.addresses.delete(address);
    });
    return known.toll;
  }

  private cut(conn: Connection, { farewell, webSocket }: Open): void {
    // As it is now: what of it nobody asks for any more is not to be kept for this.
    this.flooded(conn.request);
    farewell?.();
    if (!webSocket) {
      conn.close(true);
      return;
    }
    conn.close();
    // Else `ws` reads on for 30 s, until the client has closed its side too.
    webSocket.pause();
    setTimeout(() => webSocket.terminate(), lastWordMs).unref();
  }
}

function rest({ toll, webSocket }: Open): void {
  if (!webSocket) return;
  webSocket.pause();
  setTimeout(() => {
    if (!toll.over) webSocket.resume();
  }, restMs);
}
