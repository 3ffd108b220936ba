import { matches, type HandshakeFilter } from '../../../protocol/console.js';
import type { Handshakes } from '../../diagnosis/handshakes/handshakes.js';
import type { Diagnosis } from '../../hops/hop-watcher.js';
import { inSlices } from '../../telemetry/event-loop.js';

export interface ListFilter extends HandshakeFilter {
  /** Handshakes at most. */
  limit: number;
}

/** The handshakes that a filter lets through, the newest first, in several iterations of the event loop. */
export function listHandshakes(
  handshakes: Pick<Handshakes, 'get' | 'newestFirst'>,
  { limit, ...filter }: ListFilter,
): Promise<Diagnosis[]> {
  const found = (one: Diagnosis) =>
    matches(filterable(one), filter) ? [handshakes.get(one.handshake.ref.id) ?? one] : [];
  return inSlices(handshakes.newestFirst(), found, limit);
}

function filterable({ handshake: { ref, room, caller, callee }, verdict: { outcome, cause, owedBy } }: Diagnosis) {
  const { id, traceId } = ref;
  return { id, traceId, room, caller, callee, outcome, ...(cause && { cause }), ...(owedBy && { owedBy }) };
}
