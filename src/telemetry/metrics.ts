import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type OpenMetricsContentType } from 'prom-client';
import { metricNames, type MetricName } from './names.js';

/** From half a millisecond, a relayed message, to the half minute after which a browser gives up. */
const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of one gateway in a registry of its own; OpenMetrics, because only that carries exemplars. */
export function createMetrics(version: string) {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: registry });
  const of = <L extends string>({ name, help, labels }: MetricName & { labels: readonly L[] }) => ({
    name,
    help,
    labelNames: labels,
    registers: [registry],
  });
  const histogram = <L extends string>(metric: MetricName & { labels: readonly L[] }) =>
    new Histogram<L | 'trace_id'>({ ...of(metric), buckets: durationBuckets, enableExemplars: true });
  new Gauge(of(metricNames.buildInfo)).set({ version }, 1);
  const sizes: (() => void)[] = [];
  return {
    registry,
    /** Registers something that brings gauges up to date when they are read. */
    beforeScrape: (update: () => void) => void sizes.push(update),
    /** The metrics page in OpenMetrics text. */
    page: (): Promise<string> => {
      for (const update of sizes) update();
      return registry.metrics();
    },
    hops: new Counter(of(metricNames.hops)),
    rejections: new Counter(of(metricNames.rejections)),
    hopDuration: histogram(metricNames.hopDuration),
    participants: new Gauge(of(metricNames.participants)),
    rooms: new Gauge(of(metricNames.rooms)),
    handshakesOpen: new Gauge(of(metricNames.handshakesOpen)),
    handshakes: new Counter(of(metricNames.handshakes)),
    causes: new Counter(of(metricNames.causes)),
    furthest: new Counter(of(metricNames.furthest)),
    evidence: new Counter(of(metricNames.evidence)),
    withdrawn: new Counter(of(metricNames.withdrawn)),
    handshakeDuration: histogram(metricNames.handshakeDuration),
    handshakesEvicted: new Counter(of(metricNames.handshakesEvicted)),
    watcherFailures: new Counter(of(metricNames.watcherFailures)),
    reports: new Counter(of(metricNames.reports)),
    spans: new Counter(of(metricNames.spans)),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Injection token of the gateway's metrics. */
export const METRICS = Symbol('metrics');
