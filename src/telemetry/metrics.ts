import { collectDefaultMetrics, Counter, Gauge, Registry, type OpenMetricsContentType } from 'prom-client';
import { Durations } from './durations.js';
import { metricNames, type MetricName } from './names.js';

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
    limited: new Counter(of(metricNames.limited)),
    hopDuration: new Durations(metricNames.hopDuration, registry),
    participants: new Gauge(of(metricNames.participants)),
    rooms: new Gauge(of(metricNames.rooms)),
    handshakesOpen: new Gauge(of(metricNames.handshakesOpen)),
    handshakesOverdue: new Gauge(of(metricNames.handshakesOverdue)),
    instances: new Gauge(of(metricNames.instances)),
    /** What verdicts say. */
    given: {
      outcomes: new Counter(of(metricNames.handshakes)),
      rungs: new Counter(of(metricNames.rungs)),
      stops: new Counter(of(metricNames.stops)),
      causes: new Counter(of(metricNames.causes)),
      evidence: new Counter(of(metricNames.evidence)),
    },
    /** The same of verdicts that were taken back: what is left is what holds. */
    withdrawn: {
      outcomes: new Counter(of(metricNames.withdrawn)),
      rungs: new Counter(of(metricNames.rungsWithdrawn)),
      stops: new Counter(of(metricNames.stopsWithdrawn)),
      causes: new Counter(of(metricNames.causesWithdrawn)),
      evidence: new Counter(of(metricNames.evidenceWithdrawn)),
    },
    handshakeDuration: new Durations(metricNames.handshakeDuration, registry),
    handshakesEvicted: new Counter(of(metricNames.handshakesEvicted)),
    watcherFailures: new Counter(of(metricNames.watcherFailures)),
    reports: new Counter(of(metricNames.reports)),
    spans: new Counter(of(metricNames.spans)),
    traces: new Counter(of(metricNames.traces)),
    spansWaiting: new Gauge(of(metricNames.spansWaiting)),
    logLinesDropped: new Counter(of(metricNames.logLinesDropped)),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
/** The counters of what verdicts say. */
export type VerdictCounters = Metrics['given'];

/** Injection token of the gateway's metrics. */
export const METRICS = Symbol('metrics');
