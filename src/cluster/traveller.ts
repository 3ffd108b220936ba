import { setTimeout as after } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { EngineSocket } from '../connections/engine-socket.js';
import { now } from '../hops/clock.js';
import type { Events } from '../relay/events.js';
import type { Rooms } from '../relay/rooms.js';
import type { SocketConnection } from '../relay/socket-connection.js';
import type { Claim, Claims } from './claims.js';
import { helloOf, type Memo } from './hello.js';
import { Passage, type End, type EngineMessage } from './passage.js';

export interface TravelOptions {
  self: string;
  /** Where this instance is reached. */
  ownAddress: () => string | undefined;
  key: () => string;
  claims: Claims;
  rooms: Rooms;
  events: Events;
  webSocketOf: (conn: EngineSocket) => WebSocket | undefined;
  addressOf: (participant: string) => string;
  /** Puts somebody back into a room that is here now; false: it may not be there any more. */
  resume: (participant: string, memo: Memo) => boolean;
  /** A participant has gone to a room of the instance at that address, and its reports belong there. */
  onLeft: (session: string, address: string) => void;
  /** How long the instance of a room is looked for, in ms: longer than a lost one counts as there. */
  patienceMs: number;
}

export interface Travel extends TravelOptions {
  /** Whose a room is, as others who are passed on from here know. */
  knows: (room: string) => Claim | undefined;
  /** It is where its room is: what it has sent meanwhile goes on. */
  goOn: (traveller: Traveller) => void;
}

/** Where it was decided whether somebody gets in: nowhere, as nobody can say whose the room is; undefined: not yet. */
type Whereabouts = 'here' | 'there' | 'nowhere' | undefined;

/** How often a room's instance is looked for, in ms. */
const retryMs = 200;
/** Characters and bytes of one participant that wait until it is known where its room is. */
const heldAtMost = 262_144;

/** A participant of this instance on its way into a room, wherever that is, or in one of another instance. */
export class Traveller {
  passage: Passage | undefined;
  /** One that is being opened. */
  opening: Passage | undefined;
  /** What it has sent while it is on its way, as it came: the join first, if one is being decided. Undefined where it is there. */
  held: EngineMessage[] | undefined;
  /** Called with what becomes of a join of it that is read here: was it let in? */
  decided: ((isIn: boolean) => void) | undefined;
  /** It is on its way; and where it is brought back to, if it gets nowhere, as it has lost the room that it was in meanwhile. */
  entering = false;
  private back: Memo | undefined;
  private heldLength = 0;

  constructor(
    readonly connection: SocketConnection,
    private readonly options: Travel,
  ) {}

  /** Has a message wait. A client of which too much waits has to go. */
  hold(message: EngineMessage): void {
    this.heldLength = (this.held ? this.heldLength : 0) + message.length;
    (this.held ??= []).push(message);
    if (this.heldLength > heldAtMost) this.connection.expel();
  }

  /** It asks for a room, and goes there behind what it has sent before. */
  ask(room: string, join: EngineMessage): void {
    this.hold(join);
    this.entering = true;
    this.connection.going.enqueue(() => this.enter(room));
  }

  /** Its room has gone elsewhere. If it is on the way to another one, it comes back where that does not let it in. */
  bringBack(memo: Memo): void {
    if (this.entering) this.back = memo;
    else this.enter(memo.join.room, memo);
  }

  /** Its connection is gone; answers whether it was in a room elsewhere. */
  close(reason: string): boolean {
    this.decided?.(false);
    for (const passage of [this.opening, this.passage]) passage?.close(reason);
    return this.passage !== undefined;
  }

  private enter(room: string, memo?: Memo): void {
    this.entering = true;
    this.held ??= [];
    void this.options.claims.whileComing(room, () => this.go(room, memo));
  }

  /** Tries again and again: a lost instance may hold a room for a while yet. */
  private async go(room: string, memo: Memo | undefined): Promise<void> {
    const { connection } = this;
    const end = now() + this.options.patienceMs;
    let place = await this.attempt(room, memo);
    while (place === undefined && connection.socket.connected && now() < end) {
      await after(retryMs, undefined, { ref: false });
      place = await this.attempt(room, memo);
    }
    if (memo && place === undefined) {
      // Nothing of what it has sent was acknowledged, and its page connects anew.
      this.held = [];
      connection.reconnect();
    }
    if (!memo && place === 'there') connection.going.moved();
    // Where nobody has the room, it is refused.
    const isHere = memo ? place === 'here' : place !== 'there' && (await this.read());
    const { back, passage } = this;
    this.entering = false;
    this.back = undefined;
    if (back && !isHere && !passage && connection.socket.connected) this.bringBack(back);
    else this.options.goOn(this);
  }

  /** Has its join read here; answers whether it was let in: else it stays in the room that it was in elsewhere. */
  private async read(): Promise<boolean> {
    const { socket } = this.connection;
    const join = this.held?.shift();
    if (join === undefined || !socket.connected) return false;
    const decision = new Promise<boolean>((decide) => (this.decided = decide));
    socket.conn.emit('data', join);
    const isIn = await decision;
    this.decided = undefined;
    if (isIn) this.leave()?.close('left');
    return isIn;
  }

  private async attempt(room: string, memo: Memo | undefined): Promise<Whereabouts> {
    const { rooms, claims, self, resume, knows } = this.options;
    const { connection } = this;
    // Without Redis, those who are passed on from here show the way.
    const claim = rooms.has(room) ? 'own' : await claims.claim(room).catch(() => knows(room));
    if (!claim) return memo ? undefined : 'nowhere';
    // It has gone while its room was looked for: nobody would close the passage.
    if (!connection.socket.connected) return 'there';
    if (claim !== 'own' && claim.instance !== self) return this.there(room, memo, claim);
    if (memo && !resume(connection.socket.id, memo)) connection.reconnect();
    return 'here';
  }

  private there(room: string, memo: Memo | undefined, claim: Claim): Promise<Whereabouts> {
    const { ownAddress, key, webSocketOf, addressOf } = this.options;
    const { connection, passage: before } = this;
    const join = memo ? undefined : this.held?.[0];
    if (before?.options.claim.address === claim.address && join !== undefined) {
      this.held?.shift();
      before.options.claim = claim;
      before.join(join);
      return Promise.resolve('there');
    }
    const address = addressOf(connection.socket.id);
    const where = { room, fence: claim.fence, via: ownAddress() ?? '', address, ...(memo && { memo }) };
    return new Promise((resolve) => {
      const passage: Passage = new Passage({
        connection,
        join,
        wire: () => webSocketOf(connection.socket.conn),
        key: key(),
        claim,
        hello: helloOf(connection, where),
        told: () => {
          if (!passage.memo || this.passage === passage) return;
          this.arrive(passage, before);
          resolve('there');
        },
        held: (isWaiting) => {
          if (this.passage !== passage || this.entering) return;
          if (isWaiting) this.held ??= [];
          else this.options.goOn(this);
        },
        closed: (how) => {
          if (this.passage === passage) this.ended(passage, how);
          // It was left for another one.
          if (this.opening !== passage) return;
          const isRefused = how === 'over' || how === 'refused';
          this.opening = undefined;
          if (isRefused && memo) connection.reconnect();
          // Its page has got the refusal.
          else if (isRefused) this.held?.shift();
          resolve(isRefused ? 'there' : undefined);
        },
      });
      this.opening = passage;
    });
  }

  /** It is in its room, by a passage to that. */
  private arrive(passage: Passage, before: Passage | undefined): void {
    const { connection } = this;
    const { events, onLeft } = this.options;
    const { join, claim } = passage.options;
    if (before) before.close('left');
    else events.departed(connection.socket.id);
    if (join !== undefined) this.held?.shift();
    this.passage = passage;
    connection.passedOn = true;
    this.opening = undefined;
    onLeft(connection.session, claim.address);
  }

  private ended({ memo, unanswered }: Passage, how: End): void {
    const { connection, held, entering } = this;
    this.leave();
    if (how === 'over') connection.reconnect();
    if (how === 'refused' && !entering) this.options.goOn(this);
    if (how === 'over' || how === 'refused' || !connection.socket.connected) return;
    if (!entering) this.held = [unanswered ?? [], held ?? []].flat();
    if (memo) this.bringBack(how === 'moved' ? { ...memo, open: [] } : memo);
    else if (!entering) this.options.goOn(this);
  }

  /** It is passed on no more; answers by what it was. */
  private leave(): Passage | undefined {
    const { passage } = this;
    this.passage = undefined;
    this.connection.passedOn = false;
    return passage;
  }
}
