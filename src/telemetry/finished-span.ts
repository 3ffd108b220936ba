import { randomFillSync } from 'node:crypto';
import { SpanStatusCode, TraceFlags, type Attributes, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { DrawnEvent, DrawnSpan, SpanAttributes, SpanIds } from './drawn-span.js';

/** Characters of an attribute that are kept. */
const longestText = 512;

/** Random ids are drawn from the system in blocks: one by one, each takes longer than the rest of its span. */
const random = Buffer.alloc(8192);
let used = random.length;

function randomId(bytes: 8 | 16): string {
  if (used + bytes > random.length) {
    randomFillSync(random);
    used = 0;
  }
  return random.toString('hex', used, (used += bytes));
}

const unset = Object.freeze({ code: SpanStatusCode.UNSET });
const nothingDropped = { droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 } as const;

/** What is drawn, as the SDK's span processors take it. */
export function finishedSpan(
  span: DrawnSpan,
  resource: Resource,
  instrumentationScope: ReadableSpan['instrumentationScope'],
): ReadableSpan {
  const { name, kind, from, until, parentId, error, attributes, events = [], links = [] } = span;
  const { traceId = randomId(16), spanId = randomId(8) } = span;
  const context = contextOf({ traceId, spanId });
  return {
    name,
    kind,
    spanContext: () => context,
    // It was drawn before, or is not ours.
    ...(parentId !== undefined && {
      parentSpanContext: { ...contextOf({ traceId, spanId: parentId }), isRemote: true },
    }),
    startTime: hrTime(from),
    endTime: hrTime(until),
    duration: hrTime(until - from),
    ended: true,
    status: error === undefined ? unset : { code: SpanStatusCode.ERROR, message: error },
    attributes: bounded(attributes),
    events: events.map(timedEvent),
    links: links.map((link) => ({ context: contextOf(link) })),
    resource,
    instrumentationScope,
    ...nothingDropped,
  };
}

const timedEvent = ({ name, at, attributes }: DrawnEvent) => ({
  name,
  time: hrTime(at),
  attributes: bounded(attributes),
  droppedAttributesCount: 0,
});

const contextOf = ({ traceId, spanId }: SpanIds): SpanContext => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });

const hrTime = (us: number): HrTime => [Math.floor(us / 1e6), (us % 1e6) * 1000];

/** Most have no text that is too long, and are taken as they are. */
function bounded(attributes: SpanAttributes): Attributes {
  let kept: Attributes = attributes;
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'string' && value.length > longestText) kept = { ...kept, [key]: value.slice(0, longestText) };
  }
  return kept;
}
