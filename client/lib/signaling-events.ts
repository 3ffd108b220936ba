import type { JoinAck, Other, ServerToClient } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import type { RefusedError, SignalingFailure } from './signaling-errors.js';

export type Incoming<K extends MessageKind> = Parameters<ServerToClient[K]>[0];

export interface SignalingEvents {
  /**
   * Connected, or connected again: `session` is Engine.IO's session id, the one that a probe identifies its page by;
   * `room` is the one in the connection's URL.
   */
  connected: [session: string, room: string];
  /** In the room, for the first time or `again`; told before anything that the others send. */
  joined: [membership: JoinAck, again: boolean];
  'user-joined': [user: Other];
  'user-left': [socketId: string];
  offer: [message: Incoming<'offer'>];
  answer: [message: Incoming<'answer'>];
  'ice-candidate': [message: Incoming<'ice-candidate'>];
  /** A handshake has climbed a rung. */
  ladder: [verdict: VerdictMessage];
  /** A handshake has settled, has become overdue (`outcome` is `pending`, and `overdue` is there), or its verdict has changed. */
  verdict: [verdict: VerdictMessage];
  /** The gateway asks for what the probe has to report; the probe hears it by itself, save over HTTP polling. */
  'report-wanted': [];
  /** A message was refused of which nobody awaits the acknowledgement. */
  refused: [error: RefusedError];
  /** The connection broke while in a room; the client is already trying to come back. */
  'connection-lost': [];
  /** Coming back was refused; `final` says that the client gave up and is out of the room. */
  'rejoin-failed': [error: SignalingFailure, final: boolean];
}

/** A token for a gateway that asks for one, or what gets one: asked at each connect, and before its time is over. */
export type TokenSource = string | (() => string | Promise<string>);

export interface SignalingOptions {
  /** By whose leave: a fixed token cannot be renewed, and the connection ends with it. */
  token?: TokenSource | undefined;
  /** Origin of the gateway; the page's own by default. */
  url?: string;
  /** That the gateway says its verdicts in, such as `ru`; by default that of the browser. */
  language?: string;
  /** How long to wait for a connection, in ms. */
  timeoutMs?: number;
  /** How long each try of a message waits for its acknowledgement, in ms. */
  ackWaitsMs?: readonly number[];
}
