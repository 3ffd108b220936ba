import type { MessageKind } from '../../protocol/stages.js';
import type { HandshakeRef } from '../domain/hop.js';
import { freshIds } from '../hops/fresh-ids.js';
import type { HopDraft } from '../hops/step.js';
import { openStray } from './correlate.js';
import type { Rooms } from './rooms.js';
import { readTarget } from './validate.js';
import type { Way } from './way.js';
import type { Ways } from './ways.js';

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
  ) {}

  /** Names in the hop of a message that is about to be refused whom it was meant for; an offer has a handshake of its own. */
  note(hop: HopDraft, sender: string, kind: MessageKind, payload: unknown): void {
    const target = this.rooms.member(readTarget(payload) ?? '');
    if (!target) return;
    hop.room = target.room.name;
    hop.to = { id: target.id, username: target.username };
    const way = kind === 'offer' ? this.ways.get(sender) : undefined;
    if (!way) return;
    const known = this.strays.get(way) ?? new Map<string, HandshakeRef>();
    this.strays.set(way, known);
    const ref = openStray(known, target.id, () => ({ ...freshIds(), caller: sender, callee: target.id }));
    if (ref) hop.handshake = ref;
  }
}
