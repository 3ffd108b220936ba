import type { Side } from '../../../protocol/verdict.js';
import { microseconds, type DrawnEvent, type SpanAttributes } from '../../telemetry/drawn-span.js';
import { attributes, eventNames } from '../../telemetry/span-names.js';
import type { TimelineEntry } from '../timeline.js';

/** The candidates of one side, from the first hop of them to the last: one event for each, and how far they came. */
export interface SideCandidates {
  readonly side: Side;
  /** In whole µs since the Unix epoch. */
  readonly from: number;
  readonly until: number;
  readonly attributes: SpanAttributes;
  readonly events: readonly DrawnEvent[];
}

const counts = {
  'candidate-received': attributes.received,
  'candidate-forwarded': attributes.forwarded,
  'candidate-delivered': attributes.delivered,
  'candidate-applied': attributes.applied,
} as const;

export type CandidateEntry = TimelineEntry & { kind: keyof typeof counts };

export const isOfCandidate = (entry: TimelineEntry): entry is CandidateEntry => entry.kind in counts;

/** Those of the caller and those of the callee; a side that sent none has none. */
export function candidatesBySide(entries: readonly TimelineEntry[]): SideCandidates[] {
  const candidates = entries.filter(isOfCandidate);
  return (['caller', 'callee'] as const).flatMap((side) => {
    const own = candidates.filter((entry) => sideOf(entry) === side);
    return own.length === 0 ? [] : [candidatesOf(side, own)];
  });
}

/** Whose candidate it is: the one that applies it is the other one. */
const sideOf = ({ kind, fromCaller }: CandidateEntry): Side =>
  fromCaller === (kind !== 'candidate-applied') ? 'caller' : 'callee';

function candidatesOf(side: Side, entries: readonly CandidateEntry[]): SideCandidates {
  const counted: Record<string, number> = {};
  const events: DrawnEvent[] = [];
  let [from, until] = [Infinity, -Infinity];
  for (const entry of entries) {
    const { kind, result, at, tookMs } = entry;
    from = Math.min(from, at - tookMs);
    until = Math.max(until, at);
    if (result === 'reached') counted[counts[kind]] = (counted[counts[kind]] ?? 0) + 1;
    if (result !== 'reached' || kind === 'candidate-received') events.push(eventOf(entry));
  }
  return {
    side,
    from: microseconds(from),
    until: microseconds(until),
    attributes: { [attributes.direction]: side, ...counted },
    events,
  };
}

/** A candidate as it came in, or the step at which it was refused or failed. */
function eventOf(entry: CandidateEntry): DrawnEvent {
  const { kind, result, at, type, protocol, family, bytes } = entry;
  const error = entry.reason ?? entry.failure;
  return {
    name: result === 'reached' ? eventNames.candidate : kind,
    at: microseconds(at),
    attributes: {
      ...(type && { [attributes.candidateType]: type }),
      ...(protocol && { [attributes.candidateProtocol]: protocol }),
      ...(family && { [attributes.candidateFamily]: family }),
      ...(bytes > 0 && { [attributes.bodySize]: bytes }),
      ...(result !== 'reached' && { [attributes.result]: result }),
      ...(error && { [attributes.errorType]: error }),
    },
  };
}
