import type { Config } from './config.js';

/** Where OTLP over HTTP puts traces (OpenTelemetry Protocol Exporter, "Endpoint URLs for OTLP/HTTP"). */
export function tracesUrl(config: Config): string | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces, OTEL_EXPORTER_OTLP_ENDPOINT: base } = config;
  return traces ?? (base === undefined ? undefined : `${base.replace(/\/$/, '')}/v1/traces`);
}
