import { Elsewhere, type Arrival, type Connection } from '../relay/elsewhere.js';
import type { SocketWay } from '../relay/socket-way.js';
import { Entrance, type EntranceOptions } from './entrance.js';
import type { Guests } from './guests.js';
import type { Memo } from './hello.js';
import { roomOf } from './join-head.js';
import type { Message } from './passage.js';
import { hold, Travellers, type Traveller } from './traveller.js';

export interface PassagesOptions extends EntranceOptions {
  guests: Guests;
  /** Is it known which rooms are here? It is not, after this instance was stopped, until it has found out. */
  certain: () => boolean;
}

/** By when the instance of a room has said what came of a message, in ms. */
const saidMs = 250;
/** Of who is on its way because its room is. */
const asItMust = { mayMove: () => true, moved: () => undefined };

/** The sockets of this instance whose room lives on another one: each is passed on to that, as a whole. */
export class Passages extends Elsewhere {
  private readonly travellers = new Travellers();
  private readonly entrance: Entrance;

  constructor(private readonly options: PassagesOptions) {
    super();
    const { travellers } = this;
    this.entrance = new Entrance({ ...options, travellers, goOn: (traveller) => this.goOn(traveller) });
  }

  guestOf(conn: Connection): ReturnType<Guests['of']> {
    return this.options.guests.of(conn);
  }

  passes(arrival: Arrival): boolean {
    const { conn, way, message, inTurn } = arrival;
    if (this.guestOf(conn)) return false;
    const traveller = this.travellers.get(conn);
    if (traveller?.held) {
      if (!hold(traveller.held, message)) way.expel();
      return true;
    }
    if (!traveller && !this.options.certain()) {
      this.begin(way, [message], arrival);
      return true;
    }
    const room = typeof message === 'string' ? roomOf(message) : undefined;
    if (room === undefined) {
      traveller?.passage?.send(message);
      if (traveller) traveller.sentAt = performance.now();
      return traveller?.passage !== undefined;
    }
    // A room that has members here is here; what is refused is read here.
    if ((!traveller && this.options.rooms.has(room)) || !arrival.mayMove()) return false;
    const on = traveller ?? this.begin(way, [], arrival);
    on.held = [message];
    on.entering = true;
    inTurn(() => void this.entrance.enter(on, room));
    return true;
  }

  takes(room: string, way: SocketWay): boolean {
    const { rooms, claims } = this.options;
    // It is in a room elsewhere, and comes in here only by a join that ends that.
    if (way.passedOn && !this.entrance.decides(way.socket.id)) return false;
    return rooms.has(room) || claims.holdsAny(room);
  }

  disconnected(conn: Connection, reason: string): boolean {
    const { passage, opening, way } = this.travellers.get(conn) ?? {};
    this.travellers.delete(conn);
    if (way) this.decided(way.socket.id, false);
    opening?.close(reason);
    passage?.close(reason);
    return passage !== undefined;
  }

  proves(conn: Connection): void {
    const { passage, opening } = this.travellers.get(conn) ?? {};
    (passage ?? opening)?.proves();
  }

  pong(conn: Connection, payload: Buffer): void {
    this.travellers.get(conn)?.passage?.pong(payload);
  }

  /** A join was let in here, or refused. */
  decided(participant: string, isIn: boolean): void {
    this.entrance.decided(participant, isIn);
  }

  /** Is a handshake of this participant going on, as the instance of its room says, or has not had the time to say? */
  busy(way: SocketWay): boolean {
    const { passage, sentAt = 0 } = this.travellers.get(way.socket.conn) ?? {};
    return (passage?.memo?.open.length ?? 0) > 0 || performance.now() - sentAt < saidMs;
  }

  /** Where the room of a participant lives, if elsewhere. */
  addressOf(way: SocketWay | undefined): string | undefined {
    return way && this.travellers.get(way.socket.conn)?.passage?.options.claim.address;
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
    const before = this.travellers.get(way.socket.conn);
    // It is on its way to another room already, and comes back if it is not let in there.
    if (before?.entering) before.back = memo;
    else {
      const traveller = this.begin(way, before?.held ?? [], before?.rate ?? asItMust);
      void this.entrance.enter(traveller, memo.join.room, memo);
    }
  }

  /** It is known again which rooms are here: what waited for that goes to where its room is. */
  sure(): void {
    if (!this.options.certain()) return;
    const waiting = [...this.travellers.values()].filter(
      ({ held, entering, passage }) => held && !entering && !passage,
    );
    for (const traveller of waiting) this.goOn(traveller);
  }

  private begin(way: SocketWay, held: Message[], rate: Traveller['rate']): Traveller {
    const traveller: Traveller = { way, passage: undefined, sentAt: 0, held, rate };
    this.travellers.set(way.socket.conn, traveller);
    return traveller;
  }

  /** What it has sent meanwhile goes on from where it is now. */
  private goOn(traveller: Traveller): void {
    const { way, passage, held = [], rate } = traveller;
    const { conn } = way.socket;
    const { mayMove, moved } = rate;
    traveller.held = undefined;
    if (!passage) this.travellers.delete(conn);
    for (const message of held) {
      // Engine.IO has read it already: what is for this instance is Socket.IO's to read.
      if (!this.passes({ conn, way, message, mayMove, moved, inTurn: (handle) => handle() }))
        conn.emit('data', message);
    }
  }
}
