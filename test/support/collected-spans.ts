import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMicroseconds } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { finishedSpan } from '../../src/telemetry/finished-span.js';
import { services } from '../../src/telemetry/span-names.js';
import type { Tracing } from '../../src/telemetry/tracing.js';

const resourceOf = (name: string) => resourceFromAttributes({ 'service.name': name });
const resources = {
  caller: resourceOf(services.caller),
  gateway: resourceOf(services.gateway),
  callee: resourceOf(services.callee),
};

/** Spans as they are handed to the SDK's processors, kept instead of exported. */
export class CollectedSpans implements Tracing {
  readonly spans: ReadableSpan[] = [];
  shutdowns = 0;

  draw: Tracing['draw'] = (span) => {
    this.spans.push(finishedSpan(span, resources[span.lane], { name: 'hopline', version: 'test' }));
  };

  readonly shutdown = async (): Promise<void> => {
    this.shutdowns++;
  };
}

const us = (time: ReadableSpan['startTime']) => hrTimeToMicroseconds(time);
const laneOf = ({ resource }: ReadableSpan) => String(resource.attributes['service.name']).replace('hopline-', '');

/**
 * The traces as text, as a viewer sorts them: lane, name, beginning and length in ms, error, what it is linked to. What is
 * below a span is indented; an event of it begins with `*`, and its time is in the place of its beginning.
 *
 * @param beginning in ms since the Unix epoch: the times are since then
 */
export function textOf(spans: readonly ReadableSpan[], beginning: number): string[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  const at = (time: ReadableSpan['startTime']) => Math.round((us(time) - beginning * 1000) * 10) / 10_000;
  const below = (parent: string | undefined, depth: number): string[] =>
    spans
      .filter(({ parentSpanContext: above }) =>
        parent === undefined ? !above || !ids.has(above.spanId) : above?.spanId === parent,
      )
      .toSorted((a, b) => us(a.startTime) - us(b.startTime))
      .flatMap((span) => {
        const { spanId } = span.spanContext();
        const error = span.status.code === SpanStatusCode.ERROR ? ` ERROR ${span.status.message ?? ''}` : '';
        const links = span.links.map(
          ({ context }) => ` -> ${names.get(context.spanId) ?? 'elsewhere'} ${context.traceId.slice(0, 4)}`,
        );
        const indent = '  '.repeat(depth);
        const took = Math.round((us(span.endTime) - us(span.startTime)) * 10) / 10_000;
        return [
          `${indent}${laneOf(span).padEnd(8)}${span.name} ${at(span.startTime)}+${took}${error}${links.join('')}`,
          ...span.events.map(({ name, time }) => `${indent}        * ${name} ${at(time)}`),
          ...below(spanId, depth + 1),
        ];
      });
  return below(undefined, 0);
}

/** What no trace may have, in words: a viewer would sort it wrongly, or call it a fault of the clocks. */
export function faultsOf(spans: readonly ReadableSpan[]): string[] {
  return spans.flatMap((span) => {
    const name = `${laneOf(span)} ${span.name}`;
    const [from, until] = [us(span.startTime), us(span.endTime)];
    const parent = spans.find((one) => one.spanContext().spanId === span.parentSpanContext?.spanId);
    const beside = spans.filter((one) => one.parentSpanContext?.spanId === span.spanContext().spanId);
    const rungs = beside.filter((one) => !one.name.startsWith('candidates of'));
    const outside = ({ time }: ReadableSpan['events'][number]) => us(time) < from || us(time) > until;
    return [
      ...(until - from < 1 ? [`${name} has no length`] : []),
      ...(parent && (from < us(parent.startTime) || until > us(parent.endTime)) ? [`${name} is outside its root`] : []),
      ...span.events.filter(outside).map((event) => `${event.name} is outside ${name}`),
      ...rungs
        .filter((one, index) => index > 0 && us(one.startTime) <= us(rungs[index - 1]!.startTime))
        .map((one) => `${one.name} does not start after the rung before it`),
      ...beside
        .filter((one) => one.name.startsWith('missing: '))
        .filter((one) => beside.some((other) => other !== one && us(other.startTime) >= us(one.startTime)))
        .map((one) => `${one.name} is not the last`),
    ];
  });
}
