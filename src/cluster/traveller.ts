import type { Arrival, Connection } from '../relay/elsewhere.js';
import type { SocketWay } from '../relay/socket-way.js';
import type { Memo } from './hello.js';
import type { Message, Passage } from './passage.js';

/** A participant of this instance on its way into a room, or in one of another instance. */
export interface Traveller {
  readonly way: SocketWay;
  passage: Passage | undefined;
  /** One that is being opened. */
  opening?: Passage | undefined;
  /** It is on its way; and where it is brought back to, if it gets nowhere, as it has lost the room that it was in meanwhile. */
  entering?: boolean;
  back?: Memo | undefined;
  /** A join that has brought it where it is, as long as nothing says that this was answered. */
  unanswered?: Message | undefined;
  /** By which it may go from room to room. */
  rate: Pick<Arrival, 'mayMove' | 'moved'>;
  /** When it has sent something last, in ms of `performance.now()`. */
  sentAt: number;
  /** What it has sent while it is on its way, as it came: the join first, if one is being decided. Undefined where it is there. */
  held: Message[] | undefined;
}

/** All of them, by their connections. */
export class Travellers extends Map<Connection, Traveller> {
  /** Those that are open, or being opened. */
  get passages(): Passage[] {
    return [...this.values()].flatMap(({ passage, opening }) => [passage, opening].filter((one) => !!one));
  }
}

/** Characters and bytes of one participant that wait until it is known where its room is. */
const heldAtMost = 262_144;

/** Has a message wait; false: those that wait are too much. */
export function hold(held: Message[], message: Message): boolean {
  held.push(message);
  return held.reduce((sum, { length }) => sum + length, 0) <= heldAtMost;
}
