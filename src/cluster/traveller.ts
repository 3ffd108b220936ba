import type { SocketWay } from '../relay/socket-way.js';
import type { Memo } from './hello.js';
import type { Message, Passage } from './passage.js';

/** Characters and bytes of one participant that wait until it is known where its room is. */
const heldAtMost = 262_144;

/** A participant of this instance on its way into a room, or in one of another instance. */
export class Traveller {
  passage: Passage | undefined;
  /** One that is being opened. */
  opening: Passage | undefined;
  /** It is on its way; and where it is brought back to, if it gets nowhere, as it has lost the room that it was in meanwhile. */
  entering = false;
  back: Memo | undefined;
  /** When it has sent something last, in ms of `performance.now()`. */
  sentAt = 0;
  /** What it has sent while it is on its way, as it came: the join first, if one is being decided. Undefined where it is there. */
  held: Message[] | undefined;
  private heldLength = 0;
  /** Called with what becomes of a join of it that is read here: was it let in? */
  decided: ((isIn: boolean) => void) | undefined;

  constructor(readonly way: SocketWay) {}

  /** Has a message wait; false: those that wait are too much. */
  hold(message: Message): boolean {
    this.heldLength = (this.held ? this.heldLength : 0) + message.length;
    (this.held ??= []).push(message);
    return this.heldLength <= heldAtMost;
  }

  /** It is passed on no more; answers by what it was. */
  leave(): Passage | undefined {
    const { passage } = this;
    this.passage = undefined;
    this.way.passedOn = false;
    return passage;
  }
}

/** All of them, by Socket.IO id. */
export class Travellers extends Map<string, Traveller> {
  /** Those that are open, or being opened. */
  get passages(): Passage[] {
    return [...this.values()].flatMap(({ passage, opening }) => [passage, opening].filter((one) => !!one));
  }
}
