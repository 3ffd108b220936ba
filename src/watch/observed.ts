import type { IncomingHttpHeaders } from 'node:http';

/** One message between a page and its app's server: as text, or as bytes where it is binary. */
export interface ObservedMessage {
  readonly text?: string;
  readonly bytes?: Buffer;
  /** The event that it is, where the transport names one: of Socket.IO, the first argument. */
  readonly event?: string;
}

/** What is known of a connection when it opens. */
export interface Opened {
  /** Engine.IO session id; absent for a WebSocket of its own kind. */
  readonly session?: string;
  /** Of the request that opened it. */
  readonly headers: IncomingHttpHeaders;
  /** Path and query of that request: some apps name there who it is. */
  readonly url?: string;
  readonly address: string;
}

/**
 * How a connection ended: `closed` by the page, which may have been reset with it; `cut` by the server, while the page was there;
 * `lost`, as the page's end was silent: only a silence is the network's.
 */
export type Ending = 'closed' | 'cut' | 'lost';

/**
 * Sends a WebSocket ping to the page, behind everything that was written to it so far (RFC 6455, section 5.5.2).
 *
 * @returns whether it could be sent
 */
export type SendPing = (payload: Buffer) => boolean;

/**
 * One connection of a page to its app's server, as somebody between the two tells of it. None of its methods throws, none
 * keeps a message, and none takes long: what is not signaling is seen in one search through its text.
 */
export interface ObservedConnection {
  /** Its Socket.IO id, as its server tells the page. */
  identified(socketId: string): void;
  /** A message came from the page. Called before the app's server can have handled it. */
  received(message: ObservedMessage): void;
  /** A message was written towards the page. */
  sent(message: ObservedMessage): void;
  /** It is a WebSocket, or has become one: from now on delivery can be proved. */
  proves(ping: SendPing): void;
  /**
   * A pong came from the page.
   *
   * @returns whether it answers a ping of ours: then the app's server must not get it
   */
  ponged(payload: Buffer): boolean;
  closed(ending: Ending): void;
}

/** Where what stands between pages and a server says what passes. */
export interface Observer {
  opened(opened: Opened): ObservedConnection;
}
