import { collectDefaultMetrics, Counter, Gauge, Registry, type OpenMetricsContentType } from 'prom-client';
import { forgettable, forgotten } from '../bounds/forgotten.js';
import { nextIteration } from './event-loop.js';
import { Durations } from './durations.js';
import { metricNames, type MetricName } from './names.js';

/** What ends a page of OpenMetrics. */
const end = '# EOF\n';

function emptyRegistry(): Registry<OpenMetricsContentType> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}

let ofProcess: Registry<OpenMetricsContentType> | undefined;

/**
 * Memory, CPU, event loop and what was forgotten are the process's, however many gateways it has had, and what watches them
 * cannot be ended.
 */
function metricsOfProcess(): Registry<OpenMetricsContentType> {
  if (ofProcess) return ofProcess;
  ofProcess = emptyRegistry();
  collectDefaultMetrics({ register: ofProcess });
  const { name, help } = metricNames.forgotten;
  const counter = new Counter({
    name,
    help,
    labelNames: metricNames.forgotten.labels,
    registers: [],
    collect() {
      this.reset();
      for (const what of forgettable) this.inc({ what }, forgotten(what));
    },
  });
  ofProcess.registerMetric(counter);
  return ofProcess;
}

/**
 * The metrics of one gateway in registries of its own; OpenMetrics, because only that carries exemplars. There are several
 * because the page of a registry is made in one piece, which of all the metrics takes longer than an iteration of the event
 * loop may; what is given and what of it was withdrawn are of one moment.
 */
export function createMetrics(version: string) {
  const registries: Registry<OpenMetricsContentType>[] = [];
  const registry = () => {
    const one = emptyRegistry();
    registries.push(one);
    return one;
  };
  registries.push(metricsOfProcess());
  const of = <L extends string>({ name, help, labels }: MetricName & { labels: readonly L[] }, into = ours) => ({
    name,
    help,
    labelNames: labels,
    registers: [into],
  });
  const [hopDurations, ours, verdicts] = [registry(), registry(), registry()];
  new Gauge(of(metricNames.buildInfo)).set({ version }, 1);
  const sizes: (() => void)[] = [];
  return {
    contentType: Registry.OPENMETRICS_CONTENT_TYPE,
    /** Registers something that brings gauges up to date when they are read. */
    beforeScrape: (update: () => void) => void sizes.push(update),
    /** The metrics page in OpenMetrics text. */
    page: async (): Promise<string> => {
      let page = '';
      for (const part of registries) {
        await nextIteration();
        if (part === ours) for (const update of sizes) update();
        page += (await part.metrics()).slice(0, -end.length);
      }
      return page + end;
    },
    hops: new Counter(of(metricNames.hops)),
    rejections: new Counter(of(metricNames.rejections)),
    limited: new Counter(of(metricNames.limited)),
    hopDuration: new Durations(metricNames.hopDuration, hopDurations),
    participants: new Gauge(of(metricNames.participants)),
    rooms: new Gauge(of(metricNames.rooms)),
    handshakesOpen: new Gauge(of(metricNames.handshakesOpen)),
    handshakesOverdue: new Gauge(of(metricNames.handshakesOverdue)),
    failingPairs: new Gauge(of(metricNames.failingPairs)),
    instances: new Gauge(of(metricNames.instances)),
    /** What verdicts say. */
    given: {
      outcomes: new Counter(of(metricNames.handshakes, verdicts)),
      rungs: new Counter(of(metricNames.rungs, verdicts)),
      stops: new Counter(of(metricNames.stops, verdicts)),
      causes: new Counter(of(metricNames.causes, verdicts)),
      evidence: new Counter(of(metricNames.evidence, verdicts)),
    },
    /** The same of verdicts that were taken back: what is left is what holds. */
    withdrawn: {
      outcomes: new Counter(of(metricNames.withdrawn, verdicts)),
      rungs: new Counter(of(metricNames.rungsWithdrawn, verdicts)),
      stops: new Counter(of(metricNames.stopsWithdrawn, verdicts)),
      causes: new Counter(of(metricNames.causesWithdrawn, verdicts)),
      evidence: new Counter(of(metricNames.evidenceWithdrawn, verdicts)),
    },
    handshakeDuration: new Durations(metricNames.handshakeDuration, ours),
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
