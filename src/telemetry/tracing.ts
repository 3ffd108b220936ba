import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { detectResources, envDetector } from '@opentelemetry/resources';
import type { Logger } from 'pino';
import type { DrawnSpan, Lane, SpanAttributes } from './drawn-span.js';
import type { Metrics } from './metrics.js';
import { services } from './span-names.js';
import { OtlpTraces } from './otlp-traces.js';
import { BoundedExport } from './span-export.js';

/** Where spans are drawn. */
export interface Tracing {
  draw(span: DrawnSpan): void;
  /** Writes out what waits, for as long as `shutdownMs` at most. */
  shutdown(): Promise<void>;
}

export interface TracingOptions {
  /** Full URL of the OTLP/HTTP receiver of traces. */
  url: string;
  queue: number;
  version: string;
  metrics: Metrics;
  logger: Logger;
}

/** A receiver that is away must not keep the gateway from stopping. */
const shutdownMs = 3000;

/**
 * Exports what is drawn with OTLP over HTTP/protobuf, by OpenTelemetry's own exporter: its settings from the environment,
 * its retries, its bounds. Every span is exported: a `traceparent` of a page is not trusted to switch that off. No
 * resource detector but the environment's looks at the machine.
 */
export function startTracing({ url, queue, version, metrics, logger }: TracingOptions): Tracing {
  const environment = detectResources({ detectors: [envDetector] }).attributes;
  const resourceOf = (lane: Lane): SpanAttributes => ({
    ...(environment as SpanAttributes),
    'service.name': services[lane],
    'service.version': version,
  });
  const resources = { caller: resourceOf('caller'), gateway: resourceOf('gateway'), callee: resourceOf('callee') };
  const traces = new OtlpTraces(resources, { name: 'hopline', version });
  const exporter = new OTLPExporterBase(
    createOtlpHttpExportDelegate(
      convertLegacyHttpOptions({ url }, 'TRACES', 'v1/traces', { 'Content-Type': 'application/x-protobuf' }),
      {
        serializeRequest: (spans: DrawnSpan[]) => traces.serialize(spans),
        deserializeResponse: (data) => ProtobufTraceSerializer.deserializeResponse(data),
      },
      'otlp_http_span_exporter',
      { name: 'span', countItems: (spans) => spans.length },
      undefined,
    ),
  );
  const spans = new BoundedExport(exporter, queue, {
    exported: (count) => metrics.spans.inc({ result: 'exported' }, count),
    failed: (count) => metrics.spans.inc({ result: 'failed' }, count),
    dropped: (count) => metrics.spans.inc({ result: 'dropped' }, count),
    receiver: (takes, error) => {
      if (takes) logger.info('the trace receiver takes spans again');
      else logger.warn({ error: error?.name }, 'the trace receiver takes no spans; they are dropped and counted');
    },
  });
  metrics.beforeScrape(() => metrics.spansWaiting.set(spans.waiting));
  return {
    draw: (span) => spans.add(span),
    shutdown: async () => {
      const { promise: timeout, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, shutdownMs);
      await Promise.race([spans.shutdown().catch(() => undefined), timeout]);
      clearTimeout(timer);
    },
  };
}
