import type { HandshakeRef, Hop, HopParticipant } from '../../domain/hop.js';
import { forgetOldest } from '../../bounds/forget-oldest.js';
import { BoundedMap } from '../../bounds/bounded-map.js';

/**
 * Which RTCPeerConnection has offered to whom, by the session of its offers (RFC 8866, section 5.2: one for each connection):
 * offers of one session that two participants have answered are two calls on one connection, whose second cannot come about.
 */
export class SessionsInUse {
  private readonly sessions: BoundedMap<string, string>;
  /** By caller and session, the callee that answered first. */
  private readonly answered: BoundedMap<string, Map<string, string>>;

  constructor(
    private readonly limits: { handshakes: number; ofCaller: number },
    private readonly find: (participant: string) => HopParticipant | undefined,
  ) {
    this.sessions = new BoundedMap({ limit: limits.handshakes, of: 'sessions' });
    this.answered = new BoundedMap({ limit: limits.handshakes, of: 'sessions' });
  }

  /** The session of a handshake's offer, hashed; undefined where it has none, or is not remembered. */
  sessionOf({ id }: HandshakeRef): string | undefined {
    return this.sessions.get(id);
  }

  /** @returns the other callee, where the connection that this answer is for is in use for a call with that one */
  note({ kind, description, from, provisional }: Hop, ref: HandshakeRef): string | undefined {
    if (kind === 'offer-received' && description?.session !== undefined) this.sessions.set(ref.id, description.session);
    const session = this.sessions.get(ref.id);
    if (kind !== 'answer-received' || provisional || session === undefined || from?.id !== ref.callee) return undefined;
    const calls = this.answered.get(ref.caller) ?? new Map<string, string>();
    const first = calls.get(session);
    if (first !== undefined && this.isSomebodyElse(first, ref.callee)) return first;
    this.answered.set(ref.caller, calls.set(session, ref.callee));
    forgetOldest(calls, this.limits.ofCaller, 'sessions');
    return undefined;
  }

  /** The participant has left; a callee that has left is not found any more. */
  forget(participant: string): void {
    this.answered.delete(participant);
  }

  /** Still here, and not the same one under a new id. */
  private isSomebodyElse(first: string, callee: string): boolean {
    const [one, other] = [this.find(first), this.find(callee)];
    return first !== callee && one !== undefined && one.username !== other?.username;
  }
}
