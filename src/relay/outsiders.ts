import type { MessageKind } from '../../protocol/stages.js';
import type { HandshakeRef } from '../domain/hop.js';
import type { Pass } from '../entry/pass.js';
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

/** An offer of a connection that is in no room, as the instance is told of it that may have its target. */
export interface Stray {
  sender: string;
  /** Hash of its Engine.IO session. */
  session: string;
  /** Of its token. */
  pass: Pick<Pass, 'holder' | 'name'>;
  target: string;
}

/** Tells all other instances; answers whether one of them has the target. */
export type TellOthers = (stray: Stray) => Promise<boolean> | undefined;

/** Targets of one connection that are looked for elsewhere: what it makes up costs every other instance a request. */
const soughtAtMost = 8;

/** The session, hashed, with which the page of a participant that has left is connected again, where that is known. */
export type BackOf = (participant: string) => string | undefined;

/**
 * Messages of connections that are in no room, as after a reconnect without a new join. They are refused, and show in the
 * room of the participant that they were meant for. Their senders are told the same wherever that is, and nothing of it.
 */
export class Outsiders {
  /** Handshakes of their offers, by connection and target. */
  private readonly strays = new WeakMap<Way, Map<string, HandshakeRef>>();
  /** Targets that were looked for elsewhere, by connection. */
  private readonly sought = new WeakMap<Way, Set<string>>();

  constructor(
    private readonly rooms: Rooms,
    private readonly ways: Ways,
    private readonly backOf: BackOf,
    private readonly tellOthers: TellOthers | undefined,
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

  /** An offer to nobody here: has another instance its target? Undefined where that is not asked. */
  seek(sender: string, kind: MessageKind, payload: unknown): Promise<boolean> | undefined {
    const [way, target] = [this.ways.get(sender), readTarget(payload)];
    if (!this.tellOthers || !way || target === undefined || kind !== 'offer' || this.rooms.member(target))
      return undefined;
    const sought = this.sought.get(way) ?? new Set<string>();
    this.sought.set(way, sought);
    if (sought.size >= soughtAtMost || sought.has(target)) return undefined;
    sought.add(target);
    const { session, pass } = way;
    const { holder, name } = pass;
    return this.tellOthers({ sender, session, pass: { ...(holder && { holder }), ...(name && { name }) }, target });
  }

  /** What the offer of a connection of another instance is here; undefined where its target is in no room of this one. */
  heard({ sender, session, pass, target }: Stray): HopDraft | undefined {
    const member = this.rooms.member(target);
    if (!member) return undefined;
    const username = this.nameOf(sender, { session, pass }, member);
    return {
      kind: 'offer-received',
      message: 'offer',
      from: { id: sender, ...(username !== undefined && { username }) },
      to: { id: target, username: member.username },
      room: member.room.name,
      handshake: { ...freshIds(), caller: sender, callee: target },
    };
  }

  /** As whom it was in its target's room: on the same connection, for the same holder of a token, or on the same page. */
  private nameOf(
    sender: string,
    { session, pass }: Pick<Stray, 'session' | 'pass'>,
    { room }: Member,
  ): string | undefined {
    const same = [...room.departed].findLast(
      ([id, { marks, username }]) =>
        id === sender ||
        (pass.holder !== undefined && pass.holder === marks.holder && pass.name === username) ||
        this.backOf(id) === session,
    );
    return same?.[1].username;
  }
}
