import { hostname } from 'node:os';
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter as OverGrpc } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as InJson } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as InProtobuf } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  type Resource,
  type ResourceDetector,
} from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler, ConsoleSpanExporter, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { ServiceLane } from './drawn-span.js';
import { finishedSpan } from './finished-span.js';
import { SpanOutlet, type ExportObserver } from './span-outlet.js';
import { resources, services } from './span-names.js';
import type { SpanExport, Tracing } from './tracing.js';

const otlp = { 'http/protobuf': InProtobuf, 'http/json': InJson, grpc: OverGrpc } as const;

/** The host's name alone: the SDK's own detector tells its id (machine-id(5)) too, which is confidential. */
const nameOfHost: ResourceDetector = { detect: () => ({ attributes: { [resources.host]: hostname() } }) };

/** The last one wins. Those that the SDK would take besides tell the command line and the user of the process. */
const detectors: ResourceDetector[] = [serviceInstanceIdDetector, nameOfHost, envDetector];

/** Where spans are drawn, and how many wait for export or are under way. */
export interface NodeTracing extends Tracing {
  readonly waiting: number;
}

/**
 * Starts the SDK: its resource detectors, its processors and exporters, and what else it reads from the environment. Spans
 * are handed to its processors finished, each with the resource of its lane.
 */
export function startNodeSdk(to: SpanExport, version: string, observer: ExportObserver): NodeTracing {
  const outlets = to.exporters.map((name) => new SpanOutlet(exporterOf(name, to), to, observer));
  const base = defaultResource().merge(
    resourceFromAttributes({
      [resources.service]: services.gateway,
      [resources.namespace]: 'hopline',
      [resources.version]: version,
      ...(to.environment !== undefined && { [resources.environment]: to.environment }),
    }),
  );
  const sdk = new NodeSDK({
    resource: base,
    ...(!to.detectorsNamed && { resourceDetectors: detectors }),
    // Which traces are drawn is known when the handshake has settled, and decided there.
    sampler: new AlwaysOnSampler(),
    spanProcessors: outlets.map(({ processor }) => processor),
    // Neither metrics nor logs go over OTLP: left out, the SDK would send both.
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  const lanes = lanesOf(detected() ?? base);
  const scope = { name: 'hopline', version };
  return {
    draw: (span) => {
      const finished = finishedSpan(span, lanes[span.lane], scope);
      for (const outlet of outlets) outlet.add(finished);
    },
    get waiting() {
      return outlets.reduce((waiting, outlet) => waiting + outlet.waiting, 0);
    },
    shutdown: async () => {
      // Another gateway of this process has its own resource, and looks for it where this one's is.
      trace.disable();
      await sdk.shutdown();
    },
  };
}

function exporterOf(name: 'otlp' | 'console', { protocol, url }: SpanExport): SpanExporter {
  return name === 'console' ? new ConsoleSpanExporter() : new otlp[protocol](url === undefined ? {} : { url });
}

/** What the SDK has detected shows on the spans of its tracer only: on one that never ends, and so is never exported. */
function detected(): Resource | undefined {
  const span: Partial<ReadableSpan> = trace.getTracer('hopline').startSpan('resource');
  return span.resource;
}

/** The gateway's service is named as the environment says, and those of the pages after it. */
function lanesOf(resource: Resource): Record<ServiceLane, Resource> {
  const [, named = services.gateway] = resource.getRawAttributes().find(([key]) => key === resources.service) ?? [];
  const family = String(named).replace(/-gateway$/, '');
  const lane = (name: string) => resource.merge(resourceFromAttributes({ [resources.service]: name }));
  return { caller: lane(`${family}-caller`), gateway: resource, callee: lane(`${family}-callee`) };
}
