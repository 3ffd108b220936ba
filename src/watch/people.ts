import type { ObservedMessage } from './observed.js';

/** What a connection's own messages say of who it is. */
export interface Identity {
  name?: string;
  room?: string;
}

/** Messages of a connection that are looked at for a name, and characters of one: who joins says so at the beginning. */
const looked = { messages: 60, characters: 4000 } as const;

/** In JSON, and in JSON within it, where quotes are escaped. */
const field = (names: string) =>
  new RegExp(`(?<!\\\\)\\\\*"(?:${names})\\\\*"\\s*:\\s*\\\\*"([^"\\\\]{1,60})\\\\*"`, 'i');
const surelyName = field('user_?name|display_?name|nick_?name|nick');
const perhapsName = field('name|user|login');
/** Of its own where it joins; elsewhere of another. */
const ownPeerName = field('peer_?name');
const senderName = field('(?:from|sender)(?:_?(?:user)?_?name|_?user)?');
const roomName = field('room|room_?id|room_?name|channel|channel_?name|meeting_?id');
const joins = /join|enter|log_?in|register|user|name|hello/i;
const leaves = /leave|left|exit|logout|disconnect/i;
const hangsUp = /hang_?up|bye|end_?call|call_?end/i;
/** Ids are no names: UUIDs, hashes, socket ids. */
const idLike = /^(?:[\da-f]{8}-?[\da-f]{4}-?|[\w-]{18,}$|\d{6,}$)/i;
const nameLike = /^[\p{L}\p{N}][\p{L}\p{N} _.'@-]{0,39}$/u;
/** The first arguments of an event, where they are strings: `["join-room","blue","Ann"]`. */
const positional = /^\["((?:[^"\\]|\\.){1,60})"(?:,\s*"((?:[^"\\]|\\.){1,60})")?(?:,\s*"((?:[^"\\]|\\.){1,60})")?/;

/**
 * Learns from a message that is no signaling who its sender is and which room it joins, where that is plain to see
 * (`username`, `name`, `room`, or the arguments of a join); what comes first stands.
 */
export class IdentityReader {
  readonly identity: Identity = {};
  private seen = 0;
  private seenOfSignaling = 0;
  /** Its name is only what its messages say of from whom they are. */
  private isPresumed = false;

  /** @returns whether something new is known */
  read({ text, event }: ObservedMessage): boolean {
    const { name, room } = this.identity;
    if (text === undefined || text.length > looked.characters || this.seen >= looked.messages) return false;
    if (name !== undefined && !this.isPresumed && room !== undefined) return false;
    this.seen++;
    if (leaves.test(event ?? text.slice(0, 80))) return false;
    const isJoin = joins.test(event ?? text.slice(0, 200));
    const [first, second] = isJoin && event !== undefined ? argumentsOf(text) : [];
    const isRoomEvent = /join|enter|room/i.test(event ?? '');
    this.learn(
      found(surelyName, text) ??
        (isJoin ? found(perhapsName, text) : undefined) ??
        (isRoomEvent ? (found(ownPeerName, text) ?? second) : first),
      found(roomName, text) ?? (isRoomEvent ? first : undefined),
    );
    return this.identity.name !== name || this.identity.room !== room;
  }

  /**
   * Signaling says as well from whom it is, by a name or an id that the app has for it: better than none.
   *
   * @param isTaken whether somebody else has that name: an answer may quote from whom its offer was
   */
  readSender({ text = '' }: ObservedMessage, isTaken: (name: string) => boolean): boolean {
    if (this.identity.name !== undefined || this.seenOfSignaling >= looked.messages) return false;
    this.seenOfSignaling++;
    const name = found(senderName, text);
    if (name === undefined || isTaken(name)) return false;
    this.learn(name, undefined);
    this.isPresumed = this.identity.name !== undefined;
    return this.isPresumed;
  }

  /** Some apps name in the address of their socket who it is. */
  readUrl(url: string): void {
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
    const of = (names: readonly string[]) => names.map((name) => query.get(name)).find((value) => value !== null);
    this.learn(of(['username', 'userName', 'name', 'user', 'id']) ?? undefined, of(['room', 'roomId']) ?? undefined);
  }

  private learn(name: string | undefined, room: string | undefined): void {
    const isNew = this.identity.name === undefined || this.isPresumed;
    if (isNew && name !== undefined && nameLike.test(name) && !idLike.test(name)) {
      this.identity.name = name;
      this.isPresumed = false;
    }
    if (this.identity.room === undefined && room !== undefined && room.trim() !== '') this.identity.room = room;
  }
}

/** Does it take its leave by that? A server that closes its connection then does what it was asked for. */
export function saysGoodbye({ text = '', event }: ObservedMessage): boolean {
  const said = event ?? text.slice(0, 80);
  return leaves.test(said) || hangsUp.test(said);
}

function found(pattern: RegExp, text: string): string | undefined {
  return pattern.exec(text)?.[1];
}

function argumentsOf(text: string): (string | undefined)[] {
  return positional.exec(text)?.slice(2) ?? [];
}
