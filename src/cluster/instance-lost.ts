import type { HandshakeRef, Hop } from '../domain/hop.js';
import { now } from '../hops/clock.js';

/** The instance that kept a handshake is gone, or cannot reach the other one: nobody can tell more of it. */
export function instanceLost(handshake: HandshakeRef): Hop {
  return { kind: 'instance-lost', result: 'reached', seenBy: 'gateway', at: now(), tookMs: 0, handshake };
}
