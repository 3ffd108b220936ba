import { SpanKind, type Attributes } from '@opentelemetry/api';
import type { HopKind } from '../domain/hop.js';
import { attributes, operations, spanNames } from '../telemetry/names.js';
import type { TimelineEntry } from './timeline.js';

/** Name, kind and attributes of the span of one hop. */
export interface HopSpan {
  name: string;
  kind: SpanKind;
  attributes: Attributes;
}

const plainNames: Partial<Record<HopKind, string>> = {
  connected: spanNames.connected,
  joined: spanNames.joined,
  left: spanNames.left,
  'event-received': spanNames.event,
};

const kindOf = {
  received: SpanKind.CONSUMER,
  forwarded: SpanKind.PRODUCER,
  delivered: SpanKind.CLIENT,
  handled: SpanKind.CLIENT,
} as const;

/** By the messaging conventions where the hop is a message's; the rung is an attribute of every hop. */
export function describeHop(entry: TimelineEntry): HopSpan {
  const { kind, result, reason, failure, seenBy, fromCaller, bytes, type, protocol, family } = entry;
  const own: Attributes = {
    [attributes.stage]: kind,
    [attributes.result]: result,
    [attributes.seenBy]: seenBy,
    ...((reason ?? failure) && { [attributes.errorType]: reason ?? failure }),
    ...(type && { [attributes.candidateType]: type }),
    ...(protocol && { [attributes.candidateProtocol]: protocol }),
    ...(family && { [attributes.candidateFamily]: family }),
  };
  const [, subject, step] = /^(offer|answer|candidate)-(received|forwarded|delivered|handled)$/.exec(kind) ?? [];
  if (!subject || !isStep(step)) return { name: plainNames[kind] ?? kind, kind: SpanKind.INTERNAL, attributes: own };
  const operation = operations[step];
  const destination = `signaling.${subject}`;
  return {
    name: kind,
    kind: kindOf[step],
    attributes: {
      ...own,
      [attributes.system]: 'socket.io',
      [attributes.operationName]: operation.name,
      [attributes.operationType]: operation.type,
      [attributes.destinationTemplate]: destination,
      [attributes.direction]: fromCaller ? 'caller' : 'callee',
      ...(bytes > 0 && { [attributes.bodySize]: bytes }),
    },
  };
}

function isStep(step: string | undefined): step is keyof typeof kindOf {
  return step !== undefined && step in kindOf;
}
