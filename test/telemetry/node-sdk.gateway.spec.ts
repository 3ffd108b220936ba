import { hostname } from 'node:os';
import { describe, expect, it, jest } from '@jest/globals';
import { grpcReceiver } from '../support/grpc-receiver.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { began, spanIn, startTracer } from '../support/tracer.js';

/** Draws a span in every lane with these variables set, and what the receiver got of it. */
async function exportedWith(env: Record<string, string>) {
  const receiver = await startOtlpReceiver();
  const tracer = await startTracer({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env });
  for (const lane of ['caller', 'gateway', 'callee'] as const) tracer?.draw(spanIn(lane));
  await tracer?.shutdown();
  return { ...receiver, tracer };
}

describe('the tracer is that of the OpenTelemetry SDK for Node', () => {
  it('says which service, of what version, on which host and which instance of it', async () => {
    const { spans } = await exportedWith({ NODE_ENV: 'test' });

    expect(spans.map(({ service }) => service).toSorted()).toEqual([
      'hopline-callee',
      'hopline-caller',
      'hopline-gateway',
    ]);
    for (const { resource } of spans) {
      expect(resource).toEqual({
        'service.name': expect.any(String),
        'service.namespace': 'hopline',
        'service.version': '1.2.3',
        'service.instance.id': expect.stringMatching(/^[\da-f-]{36}$/),
        'host.name': hostname(),
        'deployment.environment.name': 'test',
        'telemetry.sdk.language': 'nodejs',
        'telemetry.sdk.name': 'opentelemetry',
        'telemetry.sdk.version': expect.any(String),
      });
    }
    expect(new Set(spans.map(({ resource }) => resource['service.instance.id'])).size).toBe(1);
  });

  it('which OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say better', async () => {
    const { spans } = await exportedWith({
      OTEL_SERVICE_NAME: 'voice',
      OTEL_RESOURCE_ATTRIBUTES:
        'team=calls,host.name=here,service.instance.id=one,service.namespace=chat,deployment.environment.name=eu%2C1',
    });

    expect(spans.map(({ service }) => service).toSorted()).toEqual(['voice', 'voice-callee', 'voice-caller']);
    for (const { resource } of spans) {
      expect(resource).toMatchObject({
        team: 'calls',
        'host.name': 'here',
        'service.instance.id': 'one',
        'service.namespace': 'chat',
        'deployment.environment.name': 'eu,1',
      });
    }
  });

  it('with the detectors that OTEL_NODE_RESOURCE_DETECTORS names', async () => {
    const { spans } = await exportedWith({ OTEL_NODE_RESOURCE_DETECTORS: 'process' });

    expect(spans[0]?.resource).toMatchObject({ 'process.pid': process.pid });
    expect(spans[0]?.resource).not.toHaveProperty(['host.name']);
  });

  it('with OTEL_EXPORTER_OTLP_HEADERS', async () => {
    const { requests } = await exportedWith({ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=for-tests' });

    expect(requests[0]).toMatchObject({ path: '/v1/traces', contentType: 'application/x-protobuf' });
    expect(requests[0]?.headers).toMatchObject({ 'x-key': 'for-tests' });
    expect(requests[0]?.headers).not.toHaveProperty('content-encoding');
  });

  it('with OTEL_EXPORTER_OTLP_COMPRESSION=gzip', async () => {
    const { requests, spans } = await exportedWith({ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });

    expect(requests[0]?.headers).toMatchObject({ 'content-encoding': 'gzip' });
    expect(spans).toHaveLength(3);
  });

  it('with OTEL_EXPORTER_OTLP_PROTOCOL=http/json', async () => {
    const { requests, spans } = await exportedWith({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });

    expect(requests[0]).toMatchObject({ path: '/v1/traces', contentType: 'application/json' });
    expect(spans.map(({ name }) => name)).toEqual(['in caller', 'in gateway', 'in callee']);
  });

  it('with OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc', async () => {
    const { url, spans } = await grpcReceiver();
    await exportedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' });

    expect(spans.map(({ name }) => name)).toEqual(['in caller', 'in gateway', 'in callee']);
  });

  it('with OTEL_BSP_MAX_EXPORT_BATCH_SIZE', async () => {
    const { requests, spans } = await exportedWith({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2' });

    expect([requests.length, spans.length]).toEqual([2, 3]);
  });

  it('with OTEL_BSP_SCHEDULE_DELAY', async () => {
    const receiver = await startOtlpReceiver();
    const tracer = await startTracer({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '1' });
    const drawnAt = performance.now();
    tracer?.draw(spanIn('gateway'));

    await receiver.until((spans) => spans.length > 0);

    expect(performance.now() - drawnAt).toBeLessThan(900);
  });

  it('with OTEL_TRACES_EXPORTER=console, alone or besides', async () => {
    const printed = jest.spyOn(console, 'dir').mockReturnValue();
    const alone = await exportedWith({ OTEL_TRACES_EXPORTER: 'console' });
    const both = await exportedWith({ OTEL_TRACES_EXPORTER: 'otlp,console' });
    const names = printed.mock.calls.map(([span]) => (span as { name: string }).name);
    printed.mockRestore();

    expect(names).toEqual(Array.from({ length: 2 }, () => ['in caller', 'in gateway', 'in callee']).flat());
    expect([alone.spans.length, both.spans.length]).toEqual([0, 3]);
    expect(await both.tracer?.count('exported')).toBe(6);
  });

  it.each([{ OTEL_TRACES_EXPORTER: 'none' }, { OTEL_SDK_DISABLED: 'true' }])(
    'and there is none with %j',
    async (env) => {
      const { tracer, requests } = await exportedWith(env);

      expect(tracer).toBeUndefined();
      expect(requests).toEqual([]);
    },
  );

  it('and none where neither a receiver nor an exporter is named', async () => {
    expect(await startTracer({})).toBeUndefined();
  });
});

describe('a span that is drawn', () => {
  it('comes out with its times, events, links, parent and status; a long text is cut', async () => {
    const receiver = await startOtlpReceiver();
    const tracer = await startTracer({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const link = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
    tracer?.draw(
      spanIn('gateway', {
        ...ids,
        parentId: 'e'.repeat(16),
        attributes: { text: 'й'.repeat(600), number: 3 },
        events: [{ name: 'candidate', at: began + 7, attributes: { type: 'host' } }],
        error: 'no-answer',
        links: [link],
      }),
    );
    tracer?.draw(spanIn('gateway'));
    tracer?.draw(spanIn('gateway'));
    await tracer?.shutdown();

    const [first, ...others] = receiver.spans;
    expect(first).toMatchObject({
      ...ids,
      parentSpanId: 'e'.repeat(16),
      startMs: began / 1000,
      endMs: began / 1000 + 1.5,
      attributes: { text: 'й'.repeat(512), number: 3 },
      events: [{ name: 'candidate', attributes: { type: 'host' } }],
      status: { code: 2, message: 'no-answer' },
      links: [link],
    });
    expect(others).toMatchObject(Array.from({ length: 2 }, () => ({ parentSpanId: '', status: { code: 0 } })));
    expect(new Set(others.map(({ traceId }) => traceId)).size).toBe(2);
    expect(others.map(({ traceId }) => traceId).join('')).toMatch(/^[\da-f]{64}$/);
  });
});
