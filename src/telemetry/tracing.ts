import { context, propagation, trace, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';
import { services } from './names.js';
import { PresetIds } from './preset-ids.js';
import { BoundedExport } from './span-export.js';

/** Where spans are drawn. */
export interface Tracing {
  /** One per service: the lanes of a trace. */
  readonly tracers: Readonly<Record<keyof typeof services, Tracer>>;
  readonly ids: PresetIds;
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
 * Starts the OpenTelemetry SDK with OTLP over HTTP/protobuf. Every span is recorded: a `traceparent` of a page is not
 * trusted to switch recording off. No resource detector but the environment's looks at the machine.
 */
export function startTracing({ url, queue, version, metrics, logger }: TracingOptions): Tracing {
  const ids = new PresetIds();
  const processor = new BoundedExport(new OTLPTraceExporter({ url }), queue, {
    exported: (spans) => metrics.spans.inc({ result: 'exported' }, spans),
    failed: (spans) => metrics.spans.inc({ result: 'failed' }, spans),
    dropped: (spans) => metrics.spans.inc({ result: 'dropped' }, spans),
    receiver: (takes, error) => {
      if (takes) logger.info('the trace receiver takes spans again');
      else logger.warn({ error: error?.name }, 'the trace receiver takes no spans; they are dropped and counted');
    },
  });
  metrics.beforeScrape(() => metrics.spansWaiting.set(processor.waiting));
  const drawing = {
    sampler: new AlwaysOnSampler(),
    idGenerator: ids,
    spanProcessors: [processor],
    spanLimits: { attributeValueLengthLimit: 512, attributeCountLimit: 32, eventCountLimit: 32 },
  };
  // The browsers' spans are drawn here too, of services of their own; the export is the one that the SDK shuts down.
  const lane = (service: string) => {
    const own = resourceFromAttributes({ 'service.name': service, 'service.version': version });
    const resource = detectResources({ detectors: [envDetector] }).merge(own);
    return new TracerProvider({ ...drawing, resource }).getTracer('hopline', version);
  };
  const sdk = new NodeSDK({
    serviceName: services.gateway,
    resource: resourceFromAttributes({ 'service.version': version }),
    resourceDetectors: [envDetector],
    ...drawing,
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return {
    ids,
    tracers: {
      caller: lane(services.caller),
      gateway: trace.getTracer('hopline', version),
      callee: lane(services.callee),
    },
    shutdown: async () => {
      const { promise: timeout, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, shutdownMs);
      await Promise.race([sdk.shutdown().catch(() => undefined), timeout]);
      clearTimeout(timer);
      // What the SDK registered is global, and would refuse the next start in the same process.
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}
