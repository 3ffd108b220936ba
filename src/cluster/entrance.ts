import { setTimeout as after } from 'node:timers/promises';
import type { WebSocket } from 'ws';
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
  ownAddress: () => string | undefined;
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

/** Where it was decided whether somebody gets in: nowhere, as nobody can say whose the room is; undefined: not yet. */
type Place = 'here' | 'there' | 'nowhere' | undefined;

/** How often a room's instance is looked for, in ms. */
const retryMs = 200;

/** Brings participants of this instance into their rooms, wherever those are, and back when that has changed. */
export class Entrance {
  constructor(private readonly options: EntranceOptions & Own) {}

  /** Brings somebody into the room that it asks for in the first message that is held; or back, with what is known of it there. */
  enter(traveller: Traveller, room: string, memo?: Memo): void {
    traveller.entering = true;
    traveller.held ??= [];
    void this.options.claims.whileComing(room, () => this.go(traveller, room, memo));
  }

  /** Its room has gone elsewhere. A participant on the way to another one comes back if that does not let it in. */
  bringBack(traveller: Traveller, memo: Memo): void {
    if (traveller.entering) traveller.back = memo;
    else this.enter(traveller, memo.join.room, memo);
  }

  /** Tries again and again: a lost instance may hold a room for a while yet. */
  private async go(traveller: Traveller, room: string, memo?: Memo): Promise<void> {
    const { way } = traveller;
    const end = now() + this.options.patienceMs;
    let place = await this.attempt(traveller, room, memo);
    while (place === undefined && way.socket.connected && now() < end) {
      await after(retryMs, undefined, { ref: false });
      place = await this.attempt(traveller, room, memo);
    }
    if (memo && place === undefined) {
      // Nothing of what it has sent was acknowledged, and its page connects anew.
      traveller.held = [];
      way.reconnect();
    }
    if (!memo && place === 'there') way.going.moved();
    // Where nobody has the room, it is refused.
    const isHere = memo ? place === 'here' : place !== 'there' && (await this.read(traveller));
    const { back, passage } = traveller;
    traveller.entering = false;
    traveller.back = undefined;
    if (back && !isHere && !passage && way.socket.connected) this.bringBack(traveller, back);
    else this.options.goOn(traveller);
  }

  /** Has a join read here; answers whether it was let in: else it stays in the room that it was in elsewhere. */
  private async read(traveller: Traveller): Promise<boolean> {
    const { way, held } = traveller;
    const join = held?.shift();
    if (join === undefined || !way.socket.connected) return false;
    const decision = new Promise<boolean>((decide) => (traveller.decided = decide));
    way.socket.conn.emit('data', join);
    const isIn = await decision;
    traveller.decided = undefined;
    if (isIn) traveller.leave()?.close('left');
    return isIn;
  }

  private async attempt(traveller: Traveller, room: string, memo?: Memo): Promise<Place> {
    const { rooms, claims, self, resume, travellers } = this.options;
    const { way } = traveller;
    // Without Redis, those who are passed on from here show the way.
    const known = () => travellers.passages.find((other) => other.memo?.join.room === room)?.options.claim;
    const claim = rooms.has(room) ? 'own' : await claims.claim(room).catch(known);
    if (!claim) return memo ? undefined : 'nowhere';
    // It has gone while its room was looked for: nobody would close the passage.
    if (!way.socket.connected) return 'there';
    if (claim !== 'own' && claim.instance !== self) return this.there(traveller, room, memo, claim);
    if (memo && !resume(way.socket.id, memo)) way.reconnect();
    return 'here';
  }

  private there(traveller: Traveller, room: string, memo: Memo | undefined, claim: Claim): Promise<Place> {
    const { ownAddress, key, webSocketOf, addressOf, events, onLeft } = this.options;
    const { way, passage: before } = traveller;
    const join = memo ? undefined : traveller.held?.[0];
    if (before?.options.claim.address === claim.address && join !== undefined) {
      traveller.held?.shift();
      before.options.claim = claim;
      before.join(join);
      return Promise.resolve('there');
    }
    const { id, conn } = way.socket;
    return new Promise((resolve) => {
      const settle = () => {
        if (!passage.memo || traveller.passage === passage) return;
        if (before) before.close('left');
        else events.departed(id);
        if (join !== undefined) traveller.held?.shift();
        traveller.passage = passage;
        way.passedOn = true;
        traveller.opening = undefined;
        onLeft(way.session, claim.address);
        resolve('there');
      };
      const passage: Passage = new Passage({
        way,
        join,
        wire: () => webSocketOf(conn),
        key: key(),
        claim,
        hello: helloOf(way, {
          room,
          fence: claim.fence,
          via: ownAddress() ?? '',
          address: addressOf(id),
          ...(memo && { memo }),
        }),
        told: settle,
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
          // Its page has got the refusal.
          else if (isRefused) traveller.held?.shift();
          resolve(isRefused ? 'there' : undefined);
        },
      });
      traveller.opening = passage;
    });
  }

  private ended(traveller: Traveller, passage: Passage, how: End): void {
    const { memo, unanswered } = passage;
    const { way, held, entering } = traveller;
    traveller.leave();
    if (how === 'over') way.reconnect();
    if (how === 'refused' && !entering) this.options.goOn(traveller);
    if (how === 'over' || how === 'refused' || !way.socket.connected) return;
    const back = memo && (how === 'moved' ? { ...memo, open: [] } : memo);
    if (!entering) traveller.held = [unanswered ?? [], held ?? []].flat();
    if (back) this.bringBack(traveller, back);
    else if (!entering) this.options.goOn(traveller);
  }
}
