import type { SocketWay } from '../relay/socket-way.js';
import type { Message, Passage } from './passage.js';

/** A participant of this instance on its way into a room, or in one of another instance. */
export interface Traveller {
  readonly way: SocketWay;
  passage: Passage | undefined;
  /** One that is being opened. */
  opening?: Passage | undefined;
  /** When it has sent something last, in ms of `performance.now()`. */
  sentAt: number;
  /** What it has sent while it is on its way, as it came: the join first, if one is being decided. Undefined where it is there. */
  held: Message[] | undefined;
}
