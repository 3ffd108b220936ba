import type { Refusal } from '../../protocol/rejects.js';
import type { Keep } from '../limits/fair-queue.js';
import type { Answer } from './events.js';
import type { SocketWay } from './socket-way.js';

/** Sockets of this instance whose room lives on another one: absent where there is only one instance. */
export abstract class Elsewhere {
  /**
   * Takes an event over that is another instance's, or that has to wait until it is known whose it is; false: it is ours.
   *
   * @param keep keeps it in memory while it waits
   */
  abstract takes(way: SocketWay, event: string, args: unknown[], answer: Answer, keep: Keep): boolean;
  /**
   * A limit of this instance refuses an event. Where its room lives elsewhere, an offer or an answer is told there, as its
   * handshake waits for it; false: it is ours, or of no handshake.
   */
  abstract refused(participant: string, event: string, args: unknown[], refusal: Refusal): boolean;
  /** The participant's connection has become one that answers pings. */
  abstract proves(participant: string): void;
  /** The socket is gone; false: its participant was ours. */
  abstract disconnected(participant: string, reason: string): boolean;
}
