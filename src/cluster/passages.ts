import type { EngineSocket } from '../connections/engine-socket.js';
import type { Hop } from '../domain/hop.js';
import type { HopWatcher } from '../hops/hop-watcher.js';
import { Elsewhere } from '../relay/elsewhere.js';
import type { SocketConnection } from '../relay/socket-connection.js';
import type { Guests } from './guests.js';
import type { Memo } from './hello.js';
import { roomOf } from './join-head.js';
import type { EngineMessage, Passage } from './passage.js';
import { Traveller, type Travel, type TravelOptions } from './traveller.js';

export interface PassagesOptions extends TravelOptions {
  guests: Guests;
  /** Is it known which rooms are here? It is not, after this instance was stopped, until it has found out. */
  certain: () => boolean;
}

/** By when the instance of a room has said what came of a message, in ms. */
const saidMs = 250;

/** The sockets of this instance whose room lives on another one: each is passed on to that, as a whole. */
export class Passages extends Elsewhere implements HopWatcher {
  readonly name = 'passages';
  readonly kinds = ['joined'] as const;
  /** By Socket.IO id. */
  private readonly travellers = new Map<string, Traveller>();
  private readonly travel: Travel;

  constructor(private readonly options: PassagesOptions) {
    super();
    this.travel = {
      ...options,
      knows: (room) => this.passages.find(({ memo }) => memo?.join.room === room)?.options.claim,
      goOn: (traveller) => this.goOn(traveller),
    };
  }

  guestOf(conn: EngineSocket): ReturnType<Guests['of']> {
    return this.options.guests.of(conn);
  }

  passes(connection: SocketConnection, message: EngineMessage): boolean {
    if (this.guestOf(connection.socket.conn)) return false;
    const traveller = this.travellers.get(connection.socket.id);
    if (traveller?.held || (!traveller && !this.options.certain())) {
      (traveller ?? this.begin(connection)).hold(message);
      return true;
    }
    const room = typeof message === 'string' ? roomOf(message) : undefined;
    if (room === undefined) {
      traveller?.passage?.send(message);
      return traveller?.passage !== undefined;
    }
    // A room that has members here is here; what is refused is read here.
    if ((!traveller && this.options.rooms.has(room)) || !connection.going.mayMove()) return false;
    (traveller ?? this.begin(connection)).ask(room, message);
    return true;
  }

  takes(room: string, connection: SocketConnection): boolean {
    const { rooms, claims } = this.options;
    // It is in a room elsewhere, and comes in here only by a join that ends that.
    if (connection.passedOn && !this.travellers.get(connection.socket.id)?.decided) return false;
    return rooms.has(room) || claims.holdsAny(room);
  }

  disconnected(participant: string, reason: string): boolean {
    const traveller = this.travellers.get(participant);
    this.travellers.delete(participant);
    return traveller?.close(reason) ?? false;
  }

  proves(participant: string): void {
    const { passage, opening } = this.travellers.get(participant) ?? {};
    (passage ?? opening)?.proves();
  }

  pong(participant: string, payload: Buffer): void {
    this.travellers.get(participant)?.passage?.pong(payload);
  }

  /** A join was let in here, or refused. */
  onHop({ kind, from, result }: Hop): void {
    if (kind === 'joined') this.travellers.get(from?.id ?? '')?.decided?.(result === 'reached');
  }

  /** Is a handshake of this participant going on, as the instance of its room says, or has not had the time to say? */
  busy(participant: string): boolean {
    const { memo, sentAt = -Infinity } = this.travellers.get(participant)?.passage ?? {};
    return (memo?.open.length ?? 0) > 0 || performance.now() - sentAt < saidMs;
  }

  /** Where the room of a participant lives, if elsewhere. */
  addressOf(participant: string): string | undefined {
    return this.travellers.get(participant)?.passage?.options.claim.address;
  }

  /** The instances that somebody is passed on to, by their addresses. */
  get addresses(): Set<string> {
    return new Set(this.passages.map(({ options }) => options.claim.address));
  }

  /** An instance does not answer: what is passed on to it goes elsewhere. */
  abandon(address: string): void {
    for (const passage of this.passages) if (passage.options.claim.address === address) passage.abandon();
  }

  /** A room that was here is another one's: its own sockets go there, as if they had been passed on from the beginning. */
  send(connection: SocketConnection, memo: Memo): void {
    (this.travellers.get(connection.socket.id) ?? this.begin(connection)).bringBack(memo);
  }

  /** It is known again which rooms are here: what waited for that goes to where its room is. */
  sure(): void {
    if (!this.options.certain()) return;
    const waiting = [...this.travellers.values()].filter(
      ({ held, entering, passage }) => held && !entering && !passage,
    );
    for (const traveller of waiting) this.goOn(traveller);
  }

  /** Those that are open, or being opened. */
  private get passages(): Passage[] {
    return [...this.travellers.values()].flatMap(({ passage, opening }) => [passage ?? [], opening ?? []].flat());
  }

  private begin(connection: SocketConnection): Traveller {
    const traveller = new Traveller(connection, this.travel);
    this.travellers.set(connection.socket.id, traveller);
    return traveller;
  }

  /** What it has sent meanwhile goes on from where it is now. */
  private goOn(traveller: Traveller): void {
    const { connection, passage, held = [] } = traveller;
    const { id, conn } = connection.socket;
    traveller.held = undefined;
    if (!passage) this.travellers.delete(id);
    // Engine.IO has read it already: what is for this instance is Socket.IO's to read.
    for (const message of held) if (!this.passes(connection, message)) conn.emit('data', message);
  }
}
