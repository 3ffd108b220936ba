import type { Config } from './config.js';

/** Where spans go, and how; absent where none is exported. The rest the OpenTelemetry SDK reads out of the environment itself. */
export function spanExport(config: Config) {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces, OTEL_EXPORTER_OTLP_ENDPOINT: base } = config;
  const named = config.OTEL_TRACES_EXPORTER ?? (traces === undefined && base === undefined ? [] : ['otlp']);
  const exporters = (['otlp', 'console'] as const).filter((name) => named.includes(name));
  if (exporters.length === 0 || config.OTEL_SDK_DISABLED === 'true') return undefined;
  const { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: forTraces, OTEL_EXPORTER_OTLP_PROTOCOL: forAll } = config;
  const protocol = forTraces ?? forAll ?? 'http/protobuf';
  return {
    exporters,
    protocol,
    url: traces ?? (protocol === 'grpc' || base === undefined ? base : tracesBelow(base)),
    detectorsNamed: config.OTEL_NODE_RESOURCE_DETECTORS !== undefined,
    environment: config.NODE_ENV,
    queue: config.TRACE_QUEUE,
    batch: Math.min(config.OTEL_BSP_MAX_EXPORT_BATCH_SIZE, config.TRACE_QUEUE),
    delayMs: config.OTEL_BSP_SCHEDULE_DELAY,
    timeoutMs: config.OTEL_BSP_EXPORT_TIMEOUT,
  };
}

/** Where OTLP over HTTP puts traces (OpenTelemetry Protocol Exporter, "Endpoint URLs for OTLP/HTTP"). */
const tracesBelow = (base: string) => `${base.replace(/\/$/, '')}/v1/traces`;

/**
 * Where people open the console, without a slash at the end; absent where nobody can know: in production, or behind a port
 * that is taken at random.
 */
export function consoleUrl({ CONSOLE_URL: url, ADMIN_PORT: adminPort, PORT: port, NODE_ENV: env }: Config) {
  if (url !== undefined) return url.replace(/\/$/, '');
  const own = adminPort ?? port;
  return env === 'production' || own === 0 ? undefined : `http://localhost:${own}`;
}
