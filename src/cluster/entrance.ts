import { setTimeout as after } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { takenOver } from '../entry/pass.js';
import { now } from '../hops/clock.js';
import type { Connection } from '../relay/elsewhere.js';
import type { Events } from '../relay/events.js';
import type { Rooms } from '../relay/rooms.js';
import type { Claim, Claims } from './claims.js';
import { helloOf, type Memo } from './hello.js';
import { Passage, type End } from './passage.js';
import type { Traveller, Travellers } from './traveller.js';

export interface EntranceOptions {
  self: string;
  /** Where this instance is reached. */
  via: () => string;
  key: () => string;
  claims: Claims;
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

interface Own {
  travellers: Travellers;
  /** It is where its room is: what it has sent meanwhile goes on. */
  goOn: (traveller: Traveller) => void;
}

/** How often a room's instance is looked for, in ms. */
const retryMs = 200;

/** Brings participants of this instance into their rooms, wherever those are, and back when that has changed. */
export class Entrance {
  /** What waits for the decision on a join that is read here, by participant. */
  private readonly deciding = new Map<string, (isIn: boolean) => void>();

  constructor(private readonly options: EntranceOptions & Own) {}

  /** Tries again and again: a lost instance may hold a room for a while yet. @param memo of a room that it was in, and comes back to */
  async enter(traveller: Traveller, room: string, memo?: Memo): Promise<void> {
    const { socket } = traveller.way;
    traveller.entering = true;
    const end = now() + this.options.patienceMs;
    let decided = await this.attempt(traveller, room, memo);
    while (decided === undefined && socket.connected) {
      if (now() < end) {
        await after(retryMs, undefined, { ref: false });
        decided = await this.attempt(traveller, room, memo);
      } else if (memo) traveller.way.reconnect();
      else break;
    }
    if (!memo && decided === 'there') traveller.rate.moved();
    // Where nobody has the room, it is refused.
    const isHere = memo ? decided === 'here' : decided !== 'there' && (await this.read(traveller));
    const { back, passage } = traveller;
    traveller.entering = false;
    traveller.back = undefined;
    if (back && !isHere && !passage && socket.connected) void this.enter(traveller, back.join.room, back);
    else this.options.goOn(traveller);
  }

  /** Is a join of this participant read here? */
  decides(participant: string): boolean {
    return this.deciding.has(participant);
  }

  /** A join was let in here, or refused. */
  decided(participant: string, isIn: boolean): void {
    this.deciding.get(participant)?.(isIn);
    this.deciding.delete(participant);
  }

  /** Has a join read here; answers whether it was let in: else it stays in the room that it was in elsewhere. */
  private async read(traveller: Traveller): Promise<boolean> {
    const { way, held } = traveller;
    const join = held?.shift();
    if (join === undefined || !way.socket.connected) return false;
    const decision = new Promise<boolean>((decide) => this.deciding.set(way.socket.id, decide));
    way.socket.conn.emit('data', join);
    const isIn = await decision;
    if (isIn) leave(traveller)?.close('left');
    return isIn;
  }

  /** Where it was decided whether it gets in: nowhere, as nobody can say whose the room is; undefined: not yet. */
  private async attempt(
    traveller: Traveller,
    room: string,
    memo?: Memo,
  ): Promise<'here' | 'there' | 'nowhere' | undefined> {
    const { rooms, claims, self, resume } = this.options;
    const { way } = traveller;
    // Without Redis, who is passed on from here knows the way.
    const known = this.options.travellers.passages.find((other) => other.memo?.join.room === room)?.options.claim;
    const claim = rooms.has(room) ? { instance: self } : await claims.claim(room).catch(() => known);
    if (!claim) return memo ? undefined : 'nowhere';
    if ('address' in claim && claim.instance !== self)
      return (await this.there(traveller, room, memo, claim)) ? 'there' : undefined;
    if (memo && way.socket.connected && !resume(way.socket.id, memo)) way.reconnect();
    return 'here';
  }

  private there(traveller: Traveller, room: string, memo: Memo | undefined, claim: Claim): Promise<boolean> {
    const { via, key, webSocketOf, addressOf, events, onLeft } = this.options;
    const { way, passage: before } = traveller;
    const [join] = traveller.held ?? [];
    if (before?.options.claim.address === claim.address && !memo && join !== undefined) {
      traveller.unanswered = traveller.held?.shift();
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
        if (!memo) traveller.unanswered = traveller.held?.shift();
        traveller.passage = passage;
        way.passedOn = true;
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
          if (passage.memo?.answered) traveller.unanswered = undefined;
        },
        held: (isWaiting) => {
          if (traveller.passage !== passage || traveller.entering) return;
          if (isWaiting) traveller.held ??= [];
          else this.options.goOn(traveller);
        },
        closed: (how) => {
          if (traveller.passage === passage) this.ended(traveller, passage, how);
          // It was left for another one.
          if (traveller.opening !== passage) return;
          const isRefused = how === 'over' || how === 'refused';
          traveller.opening = undefined;
          if (isRefused && memo) way.reconnect();
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
    const { unanswered, way } = traveller;
    leave(traveller);
    traveller.unanswered = undefined;
    if (how === 'over') way.reconnect();
    if (how === 'refused' && !traveller.entering) this.options.goOn(traveller);
    if (how === 'over' || how === 'refused' || !way.socket.connected) return;
    const back = memo && (how === 'moved' ? { ...memo, open: [] } : memo);
    if (traveller.entering) {
      traveller.back = back;
      return;
    }
    traveller.held = [unanswered ?? [], traveller.held ?? []].flat();
    if (back) void this.enter(traveller, back.join.room, back);
    else this.options.goOn(traveller);
  }
}

/** It is passed on no more; answers by what it was. */
function leave(traveller: Traveller): Passage | undefined {
  const { passage, way } = traveller;
  traveller.passage = undefined;
  way.passedOn = false;
  return passage;
}
