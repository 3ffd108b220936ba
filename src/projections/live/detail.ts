import type { HandshakeDetail, TimelineHop } from '../../../protocol/console.js';
import type { Language } from '../../../protocol/languages.js';
import { viewOf } from '../../locales/tell.js';
import type { Diagnosis } from '../../hops/hop-watcher.js';
import type { Timeline, TimelineEntry } from '../timeline.js';

/** One handshake with everything that is kept of it. */
export function detailOf(
  { handshake, verdict, settledAt, history }: Diagnosis,
  timeline: Timeline | undefined,
  language: Language,
  traceUrl: string | undefined,
): HandshakeDetail {
  return {
    ...viewOf(handshake, verdict, settledAt, language, 'developer', history),
    timeline: [...(timeline?.entries() ?? [])].map(hopView).toSorted((a, b) => a.at - b.at),
    omitted: timeline?.omitted ?? 0,
    links: { ...(traceUrl !== undefined && { trace: traceUrl }) },
  };
}

function hopView(entry: TimelineEntry): TimelineHop {
  const { kind, result, fromCaller, seenBy, at, tookMs, reason, failure, bytes, type, protocol, family } = entry;
  const why = reason ?? failure;
  return {
    kind,
    result,
    from: fromCaller ? 'caller' : 'callee',
    seenBy,
    at,
    tookMs,
    ...(why && { reason: why }),
    ...(bytes > 0 && { bytes }),
    ...(type && { type }),
    ...(protocol && { protocol }),
    ...(family && { family }),
  };
}
