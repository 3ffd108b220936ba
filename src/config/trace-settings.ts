import { z } from 'zod';
import { httpUrl, list } from './lists.js';
import { whole } from './whole.js';

const protocols = ['http/protobuf', 'http/json', 'grpc'] as const;

const exporters = list
  .refine(
    (names) => names.every((name) => ['otlp', 'console', 'none'].includes(name)),
    'must be a list of otlp and console, or none',
  )
  .refine((names) => !names.includes('none') || names.length === 1, 'must be none alone where it is none');

/**
 * Which spans are drawn, and where they go. The variables that begin with `OTEL_` are those of the OpenTelemetry
 * specification ("Environment Variable Specification", "OpenTelemetry Protocol Exporter"); the rest of them the SDK reads itself.
 */
export const traceSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional().describe('OTLP receiver of the spans; unset: none are exported'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional().describe('The same, as the full URL for traces'),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(protocols)
    .optional()
    .describe('How spans are sent: `http/protobuf`, also where it is unset, `http/json` or `grpc`'),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.enum(protocols).optional().describe('The same, for traces alone'),
  OTEL_TRACES_EXPORTER: exporters
    .optional()
    .describe('`otlp`, `console`, both, or `none`; unset: `otlp` where an endpoint is set, else none'),
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).default('false').describe('`true`: no span is drawn'),
  OTEL_NODE_RESOURCE_DETECTORS: z
    .string()
    .optional()
    .describe("The SDK's resource detectors by name; unset: the environment, the instance and the name of the host"),
  OTEL_BSP_SCHEDULE_DELAY: whole(1, 600_000).default(1000).describe('How long spans wait for others, in ms'),
  OTEL_BSP_EXPORT_TIMEOUT: whole(1, 600_000).default(30_000).describe('After so long in ms the next batch is sent'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: whole(1, 100_000)
    .default(128)
    .describe('Spans that are sent together at most; the more, the longer everything else waits for them'),
  TRACE_RATIO: z
    .string()
    .regex(/^(0|1|0?\.\d+|1\.0+|0\.0+)$/, 'must be a number from 0 to 1')
    .transform(Number)
    .default(1)
    .describe('Share of the handshakes that went well whose trace is drawn; what failed or was slow always is'),
  TRACE_HEALTHY: whole(0, 1_000_000)
    .default(20)
    .describe('Traces of such handshakes that are drawn in a second at most'),
  TRACE_SLOW: whole(1, 3_600_000).default(5000).describe('A handshake that took longer, in ms, is always drawn'),
  TRACE_PARENT: z
    .enum(['link', 'page'])
    .default('link')
    .describe("A page's `traceparent` is linked to; with `page` it is the parent: where its spans are exported too"),
  TRACE_QUEUE: whole(1, 1_000_000)
    .default(8192)
    .describe('Spans that may wait for export (`OTEL_BSP_MAX_QUEUE_SIZE`); more are dropped and counted'),
  JAEGER_URL: httpUrl
    .optional()
    .describe('Jaeger as people open it: the console, the API and the log link a handshake to its trace'),
  CONSOLE_URL: httpUrl
    .optional()
    .describe(
      'Where people open `/console`: a trace links to its handshake there; unset: localhost and the port of the console, in production none',
    ),
} as const;
