import { SpanKind } from '@opentelemetry/api';
import type { HopKind } from '../../domain/hop.js';
import { attributes } from '../../telemetry/span-names.js';
import type { SpanAttributes } from '../../telemetry/drawn-span.js';
import { hopTraits } from '../hop-traits.js';
import { codeOf, type TimelineEntry } from '../timeline.js';

/** Name, kind and attributes of the span of one hop. */
export interface HopSpan {
  name: string;
  kind: SpanKind;
  attributes: SpanAttributes;
  /** The size of its message is an attribute too. */
  sized: boolean;
}

/** What a span or an event of this kind of hop is called. */
export const nameOf = (kind: HopKind): string => hopTraits[kind].spanName ?? kind;

/** Steps of a message as the messaging conventions name operations. */
const operations = {
  received: { name: 'process', type: 'process' },
  forwarded: { name: 'send', type: 'send' },
  delivered: { name: 'deliver', type: 'settle' },
  handled: { name: 'handle', type: 'process' },
} as const;

const kindOf = {
  received: SpanKind.CONSUMER,
  forwarded: SpanKind.PRODUCER,
  delivered: SpanKind.CLIENT,
  handled: SpanKind.CLIENT,
} as const;

/** There are some hundred kinds of hops in all; anyone who makes more of them begins anew. */
const keptWords = 1000;
const known = new Map<number, HopSpan>();

/**
 * By the messaging conventions where the hop is a message's; the rung is an attribute of every hop. One object for all
 * hops of a kind: most of them come again and again.
 */
export function describeHop(entry: TimelineEntry): HopSpan {
  const code = codeOf(entry);
  const found = known.get(code);
  if (found) return found;
  if (known.size >= keptWords) known.clear();
  const words = wordsOf(entry);
  known.set(code, words);
  return words;
}

function wordsOf({
  kind,
  result,
  reason,
  failure,
  seenBy,
  fromCaller,
  type,
  protocol,
  family,
}: TimelineEntry): HopSpan {
  const error = reason ?? failure;
  const own: SpanAttributes = {
    [attributes.stage]: kind,
    [attributes.result]: result,
    [attributes.seenBy]: seenBy,
    ...(error && { [attributes.errorType]: error }),
    ...(type && { [attributes.candidateType]: type }),
    ...(protocol && { [attributes.candidateProtocol]: protocol }),
    ...(family && { [attributes.candidateFamily]: family }),
  };
  const { ofMessage } = hopTraits[kind];
  if (!ofMessage) return { name: nameOf(kind), kind: SpanKind.INTERNAL, attributes: own, sized: false };
  const { subject, step } = ofMessage;
  const operation = operations[step];
  return {
    name: kind,
    kind: kindOf[step],
    attributes: {
      ...own,
      [attributes.system]: 'socket.io',
      [attributes.operationName]: operation.name,
      [attributes.operationType]: operation.type,
      [attributes.destinationTemplate]: `signaling.${subject}`,
      [attributes.direction]: fromCaller ? 'caller' : 'callee',
    },
    sized: true,
  };
}
