import { matches, type HandshakeFilter } from '../../protocol/console.js';
import type { Diagnosis } from '../hops/projection.js';
import { inSlices } from '../telemetry/event-loop.js';

export interface ListFilter extends HandshakeFilter {
  /** Handshakes at most. */
  limit: number;
}

/**
 * The handshakes that a filter lets through, in several iterations of the event loop.
 *
 * @param kept all that there are, the newest first
 */
export function listHandshakes(kept: Iterable<Diagnosis>, { limit, ...filter }: ListFilter): Promise<Diagnosis[]> {
  return inSlices(kept, (one) => (matches(filterable(one), filter) ? [one] : []), limit);
}

function filterable({ handshake: { ref, room, caller, callee }, verdict: { outcome, cause, owedBy } }: Diagnosis) {
  const { id, traceId } = ref;
  return { id, traceId, room, caller, callee, outcome, ...(cause && { cause }), ...(owedBy && { owedBy }) };
}
