import { setTimeout as after } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { takenOver } from '../entry/pass.js';
import { now } from '../hops/clock.js';
import { Elsewhere, type Arrival, type Connection } from '../relay/elsewhere.js';
import type { Events } from '../relay/events.js';
import type { Rooms } from '../relay/rooms.js';
import type { SocketWay } from '../relay/socket-way.js';
import type { Claim, Claims } from './claims.js';
import type { Guests } from './guests.js';
import { helloOf, type Memo } from './hello.js';
import { roomOf } from './join-head.js';
import { Passage, type End } from './passage.js';
import { hold, Travellers, type Traveller } from './traveller.js';

export interface PassagesOptions {
  self: string;
  /** Where this instance is reached. */
  via: () => string;
  key: () => string;
  claims: Claims;
  guests: Guests;
  rooms: Rooms;
  events: Events;
  webSocketOf: (conn: Connection) => WebSocket | undefined;
  addressOf: (participant: string) => string;
  /** Puts somebody back into a room that is here now; false: it may not be there any more. */
  resume: (participant: string, memo: Memo) => boolean;
  /** A participant has gone to a room of the instance at that address, and its reports belong there. */
  onLeft: (session: string, address: string) => void;
  /** How long the instance of a room is looked for, in ms: longer than a lost one counts as there. */
  patienceMs: number;
}

/** How often a room's instance is looked for; and by when that has said what came of a message. */
const waits = { retryMs: 200, saidMs: 250 } as const;

/** The sockets of this instance whose room lives on another one: each is passed on to that, as a whole. */
export class Passages extends Elsewhere {
  private readonly travellers = new Travellers();

  constructor(private readonly options: PassagesOptions) {
    super();
  }

  guestOf(conn: Connection): ReturnType<Guests['of']> {
    return this.options.guests.of(conn);
  }

  passes({ conn, way, message, mayMove, inTurn }: Arrival): boolean {
    if (this.guestOf(conn)) return false;
    const traveller = this.travellers.get(conn);
    if (traveller?.held) {
      if (!hold(traveller.held, message)) way.expel();
      return true;
    }
    const room = typeof message === 'string' ? roomOf(message) : undefined;
    if (room === undefined) {
      traveller?.passage?.send(message);
      if (traveller) traveller.sentAt = performance.now();
      return traveller?.passage !== undefined;
    }
    // A room that has members here is here; what is refused is read here.
    if (!mayMove || (!traveller && this.options.rooms.has(room))) return false;
    const on: Traveller = traveller ?? { way, passage: undefined, sentAt: 0, held: undefined };
    on.held = [message];
    on.entering = true;
    this.travellers.set(conn, on);
    inTurn(() => void this.enter(on, room));
    return true;
  }

  owns(room: string): boolean {
    return this.options.rooms.has(room) || this.options.claims.holdsAny(room);
  }

  disconnected(conn: Connection, reason: string): boolean {
    const { passage, opening } = this.travellers.get(conn) ?? {};
    this.travellers.delete(conn);
    opening?.close(reason);
    passage?.close(reason);
    return passage !== undefined;
  }

  proves(conn: Connection): void {
    this.travellers.get(conn)?.passage?.proves();
  }

  pong(conn: Connection, payload: Buffer): void {
    this.travellers.get(conn)?.passage?.pong(payload);
  }

  /** Is a handshake of this participant going on, as the instance of its room says, or has not had the time to say? */
  busy(way: SocketWay): boolean {
    const { passage, sentAt = 0 } = this.travellers.get(way.socket.conn) ?? {};
    return (passage?.memo?.open.length ?? 0) > 0 || performance.now() - sentAt < waits.saidMs;
  }

  /** Where the room of a participant lives, if elsewhere. */
  addressOf(way: SocketWay): string | undefined {
    return this.travellers.get(way.socket.conn)?.passage?.options.claim.address;
  }

  /** The instances that somebody is passed on to, by their addresses. */
  get addresses(): Set<string> {
    return new Set(this.travellers.passages.map(({ options }) => options.claim.address));
  }

  /** An instance does not answer: what is passed on to it goes elsewhere. */
  abandon(address: string): void {
    for (const passage of this.travellers.passages) if (passage.options.claim.address === address) passage.abandon();
  }

  /** A room that was here is another one's: its own sockets go there, as if they had been passed on from the beginning. */
  send(way: SocketWay, memo: Memo): void {
    const traveller: Traveller = { way, passage: undefined, sentAt: 0, held: [] };
    this.travellers.set(way.socket.conn, traveller);
    void this.enter(traveller, memo.join.room, memo);
  }

  /** Goes on trying: a lost instance may hold a room for a while yet; whoever was in one is brought back into it. */
  private async enter(traveller: Traveller, room: string, memo?: Memo): Promise<void> {
    const { socket } = traveller.way;
    traveller.entering = true;
    const end = now() + this.options.patienceMs;
    let decided = await this.attempt(traveller, room, memo);
    while (decided === undefined && socket.connected) {
      if (now() < end) {
        await after(waits.retryMs, undefined, { ref: false });
        decided = await this.attempt(traveller, room, memo);
      } else if (memo) traveller.way.reconnect();
      else break;
    }
    // Read here, where nobody has the room, the join is refused.
    if (!memo && decided !== 'there') {
      const join = traveller.held?.shift();
      if (join !== undefined) socket.conn.emit('data', join);
    }
    const { back, passage } = traveller;
    traveller.entering = false;
    traveller.back = undefined;
    if (back && decided !== 'here' && !passage && socket.connected) void this.enter(traveller, back.join.room, back);
    else this.goOn(traveller);
  }

  /** Where it was decided whether it gets in: nowhere, as nobody can say whose the room is; undefined: not yet. */
  private async attempt(
    traveller: Traveller,
    room: string,
    memo?: Memo,
  ): Promise<'here' | 'there' | 'nowhere' | undefined> {
    const { rooms, claims, self, resume } = this.options;
    const { way, passage } = traveller;
    // Without Redis, who is passed on from here knows the way.
    const known = this.travellers.passages.find((other) => other.memo?.join.room === room)?.options.claim;
    const claim = rooms.has(room) ? { instance: self } : await claims.claim(room).catch(() => known);
    if (!claim) return memo ? undefined : 'nowhere';
    if ('address' in claim && claim.instance !== self)
      return (await this.there(traveller, room, memo, claim)) ? 'there' : undefined;
    traveller.passage = undefined;
    passage?.close('left');
    if (memo && way.socket.connected && !resume(way.socket.id, memo)) way.reconnect();
    return 'here';
  }

  private there(traveller: Traveller, room: string, memo: Memo | undefined, claim: Claim): Promise<boolean> {
    const { via, key, webSocketOf, addressOf, events, onLeft } = this.options;
    const { way, passage: before } = traveller;
    const [join] = traveller.held ?? [];
    if (before?.options.claim.address === claim.address && !memo && join !== undefined) {
      traveller.held?.shift();
      before.options.claim = claim;
      before.send(join);
      return Promise.resolve(true);
    }
    const { socket, session, answersPings } = way;
    const { id, conn } = socket;
    // It has gone while its room was looked for: nobody would close the passage.
    if (!socket.connected) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = () => {
        if (!passage.memo || traveller.passage === passage) return;
        if (before) before.close('left');
        else events.departed(id);
        if (!memo) traveller.held?.shift();
        traveller.passage = passage;
        traveller.opening = undefined;
        onLeft(session, claim.address);
        resolve(true);
      };
      const passage: Passage = new Passage({
        conn,
        wire: () => webSocketOf(conn),
        key: key(),
        claim,
        hello: helloOf(way, { room, fence: claim.fence, via: via(), address: addressOf(id), ...(memo && { memo }) }),
        auth: socket.handshake.auth,
        opened: () => {
          // It was upgraded while the passage was opened.
          if (way.answersPings && !answersPings) passage.proves();
          // The join goes first; what it comes to is said with the first memo, or by closing.
          if (!memo && join !== undefined) passage.send(join);
        },
        told: () => {
          if (passage.memo) way.pass = takenOver(passage.memo.pass);
          settle();
        },
        held: (isWaiting) => {
          if (traveller.passage !== passage || traveller.entering) return;
          if (isWaiting) traveller.held ??= [];
          else this.goOn(traveller);
        },
        closed: (how) => {
          const isRefused = how === 'over' || how === 'refused';
          if (traveller.opening === passage) traveller.opening = undefined;
          if (traveller.passage === passage) this.ended(traveller, passage, how);
          else if (isRefused && memo) way.reconnect();
          // It was told so there.
          else if (isRefused) traveller.held?.shift();
          resolve(isRefused);
        },
      });
      traveller.opening = passage;
    });
  }

  private ended(traveller: Traveller, passage: Passage, how: End): void {
    const { memo } = passage;
    traveller.passage = undefined;
    if (how === 'over') traveller.way.reconnect();
    if (how === 'refused' && !traveller.entering) this.goOn(traveller);
    if (how === 'over' || how === 'refused' || !memo || !traveller.way.socket.connected) return;
    traveller.held ??= [];
    const back = how === 'moved' ? { ...memo, open: [] } : memo;
    if (traveller.entering) traveller.back = back;
    else void this.enter(traveller, memo.join.room, back);
  }

  /** What it has sent meanwhile goes on from where it is now. */
  private goOn(traveller: Traveller): void {
    const { way, passage, held = [] } = traveller;
    const { conn } = way.socket;
    traveller.held = undefined;
    if (!passage) this.travellers.delete(conn);
    for (const message of held) {
      // Engine.IO has read it already: what is for this instance is Socket.IO's to read.
      if (!this.passes({ conn, way, message, mayMove: true, inTurn: (handle) => handle() })) conn.emit('data', message);
    }
  }
}
