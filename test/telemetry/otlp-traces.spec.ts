import { describe, expect, it } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import type { DrawnSpan, Lane } from '../../src/telemetry/drawn-span.js';
import { OtlpTraces } from '../../src/telemetry/otlp-traces.js';
import { fieldsOf } from '../support/protobuf.js';
import { PresetIds } from '../support/preset-ids.js';
import { sdkTracing } from '../support/sdk-tracing.js';

const scope = { name: 'hopline', version: '1.2.3' };
const resourceOf = (service: string) => ({ 'service.name': service, 'service.version': '1.2.3', zone: 'зона' });
const resources = { caller: resourceOf('a'), gateway: resourceOf('b'), callee: resourceOf('c') };

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((octets) => Buffer.from(octets).toString('hex').replace(/^0/, 'f'));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constant('й'.repeat(5000)),
  fc.constant('x'.repeat(90)),
);
const attributes = fc.dictionary(
  fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
  fc.oneof(text, fc.nat(), fc.constant(2 ** 52), fc.double({ min: 0, max: 2 ** 52, noNaN: true })),
  { maxKeys: 4 },
);
const time = fc.double({ min: 1.6e12, max: 1.9e12, noNaN: true });
const span: fc.Arbitrary<DrawnSpan> = fc.record({
  lane: fc.constantFrom<Lane>('caller', 'gateway', 'callee'),
  name: fc.oneof(
    fc.constant('offer-received'),
    text.filter((name) => name !== ''),
  ),
  kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CONSUMER),
  from: time,
  until: time,
  traceId: hex(16),
  spanId: hex(8),
  parentId: fc.option(hex(8), { nil: undefined }),
  shared: fc.option(attributes, { nil: undefined }),
  own: fc.option(attributes, { nil: undefined }),
  more: fc.option(attributes, { nil: undefined }),
  error: fc.option(fc.constantFrom('', 'ice-failed'), { nil: undefined }),
  link: fc.option(fc.record({ traceId: hex(16), spanId: hex(8) }), { nil: undefined }),
});

/** The same by OpenTelemetry's own tracer and serializer. */
function bySdk(spans: readonly DrawnSpan[]): Uint8Array {
  const exporter = new InMemorySpanExporter();
  const ids = new PresetIds();
  const tracer = (lane: Lane) =>
    new TracerProvider({
      resource: resourceFromAttributes(resources[lane]),
      sampler: new AlwaysOnSampler(),
      idGenerator: ids,
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
      spanLimits: { attributeValueLengthLimit: 512 },
    }).getTracer(scope.name, scope.version);
  const tracing = sdkTracing({ caller: tracer('caller'), gateway: tracer('gateway'), callee: tracer('callee') }, ids);
  for (const one of spans) tracing.draw(one);
  return ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? new Uint8Array();
}

/** Every field by its path, without those that say zero, which is what is meant where there is none. */
function meant(message: Uint8Array, nested: Nested = request): unknown[] {
  return [...fieldsOf(Buffer.from(message))]
    .map(({ number, bytes, value }) => {
      const below = nested[number];
      return [number, below ? meant(bytes, below) : bytes.length > 0 ? bytes.toString('hex') : value];
    })
    .filter(([, value]) => value !== 0n && !(Array.isArray(value) && value.length === 0))
    .toSorted((a, b) => (JSON.stringify(a, plain) < JSON.stringify(b, plain) ? -1 : 1));
}
const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

interface Nested {
  [field: number]: Nested;
}
const keyValue: Nested = { 2: {} };
const request: Nested = {
  1: { 1: { 1: keyValue }, 2: { 1: {}, 2: { 9: keyValue, 13: {}, 15: {} } } },
};

describe('spans as OTLP', () => {
  const traces = new OtlpTraces(resources, scope);

  it('are what the tracer and the serializer of OpenTelemetry make of them', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 6 }), (spans) => {
        // One key twice in a span is the caller's mistake, and is told differently.
        const apart = spans.map((one) => ({
          ...one,
          until: Math.max(one.from, one.until),
          own: undefined,
          more: one.shared ? undefined : one.more,
        }));
        expect(meant(traces.serialize(apart))).toEqual(meant(bySdk(apart)));
      }),
      { numRuns: 200 },
    );
  });

  it('have random ids where none are given, and what they share is written for each', () => {
    const shared = { who: 'anna' };
    const one: DrawnSpan = { lane: 'gateway', name: 'join', kind: SpanKind.INTERNAL, from: 1, until: 2, shared };
    const bytes = Buffer.from(traces.serialize([one, one]));

    expect(bytes.toString('latin1').split('anna')).toHaveLength(3);
    expect(Buffer.from(traces.serialize([one]))).not.toEqual(Buffer.from(traces.serialize([one])));
  });
});
