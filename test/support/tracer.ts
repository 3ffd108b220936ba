import { pino } from 'pino';
import { readConfig } from '../../src/config/config.js';
import { spanExport } from '../../src/config/traces.js';
import type { DrawnSpan, ServiceLane } from '../../src/telemetry/drawn-span.js';
import { loadTracing } from '../../src/telemetry/load-tracing.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { atEnd } from './teardown.js';
import { setVariables } from './variables.js';

/** When the spans of these tests began, in µs since the Unix epoch. */
export const began = Date.UTC(2026, 4, 7) * 1000;

export const spanIn = (lane: ServiceLane, more: Partial<DrawnSpan> = {}): DrawnSpan => ({
  lane,
  name: `in ${lane}`,
  kind: 0,
  from: began,
  until: began + 1500,
  attributes: {},
  ...more,
});

/** The tracer of a gateway that is started with these variables, its counters and its log; undefined where it has none. */
export async function startTracer(env: Record<string, string>) {
  setVariables(env);
  const start = await loadTracing(spanExport(readConfig(env)));
  if (!start) return undefined;
  const lines: { level: number; msg: string }[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const metrics = createMetrics('1.2.3');
  const tracing = start({ version: '1.2.3', metrics, logger });
  atEnd(() => tracing.shutdown());
  const count = async (result: string) =>
    (await metrics.spans.get()).values.find(({ labels }) => labels['result'] === result)?.value ?? 0;
  const waiting = async () => {
    await metrics.page();
    return (await metrics.spansWaiting.get()).values[0]?.value ?? 0;
  };
  return { ...tracing, lines, count, waiting };
}
