import type { MessageKind } from '../../protocol/stages.js';
import type { HandshakeRef } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import { freshIds } from '../hops/fresh-ids.js';
import type { HopDraft } from '../hops/step.js';
import { openStray } from './correlate.js';
import type { Member, Rooms } from './rooms.js';
import { readTarget } from './validate.js';
import type { Way } from './way.js';
import type { Ways } from './ways.js';

/** How long a page may take to join once it is connected, in ms: it may have to fetch a token. */
const joinsMs = 2000;

/** The session, hashed, with which the page of a participant that has left is connected again, where that is known. */
export type BackOf = (participant: string) => string | undefined;

/**
 * Messages of connections that are in no room, as after a reconnect without a new join. They are refused, and show in the
 * room of the participant that they were meant for. Their senders are told the same wherever that is, and nothing of it.
 */
export class Outsiders {
  /** Handshakes of their offers, by connection and target. */
  private readonly strays = new WeakMap<Way, Map<string, HandshakeRef>>();

  constructor(
    private readonly rooms: Rooms,
    private readonly ways: Ways,
    private readonly backOf: BackOf,
  ) {}

  /**
   * Is the page of somebody whom the sender has met connected again, after its connection broke, and in no room? One that
   * has disconnected by itself has meant to go, and one that has just connected may be about to join.
   */
  isBack(sender: Member, id: string): boolean {
    const session = this.rooms.departed(sender, id)?.broke ? this.backOf(id) : undefined;
    const since = session === undefined ? undefined : this.ways.sinceOf(session);
    if (session === undefined || since === undefined || now() - since < joinsMs) return false;
    return this.rooms.member(this.ways.idOf(session) ?? '') === undefined;
  }

  /** Names in the hop of a message that is about to be refused whom it was meant for; an offer has a handshake of its own. */
  note(hop: HopDraft, sender: string, kind: MessageKind, payload: unknown): void {
    const target = this.rooms.member(readTarget(payload) ?? '');
    if (!target) return;
    hop.room = target.room.name;
    hop.to = { id: target.id, username: target.username };
    const way = this.ways.get(sender);
    if (!way) return;
    const username = this.nameOf(sender, way, target);
    if (username !== undefined) hop.from = { id: sender, username };
    if (kind !== 'offer') return;
    const known = this.strays.get(way) ?? new Map<string, HandshakeRef>();
    this.strays.set(way, known);
    const ref = openStray(known, target.id, () => ({ ...freshIds(), caller: sender, callee: target.id }));
    if (ref) hop.handshake = ref;
  }

  /** As whom it was in its target's room: on the same connection, for the same holder of a token, or on the same page. */
  private nameOf(sender: string, { session, pass }: Way, { room }: Member): string | undefined {
    const same = [...room.departed].findLast(
      ([id, { marks, username }]) =>
        id === sender ||
        (pass.holder !== undefined && pass.holder === marks.holder && pass.name === username) ||
        this.backOf(id) === session,
    );
    return same?.[1].username;
  }
}
