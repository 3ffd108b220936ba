import type { Metric, OpenMetricsContentType, Registry } from 'prom-client';
import type { MetricName } from './names.js';

/** From half a millisecond, a relayed message, to the half minute after which a browser gives up; in seconds. */
export const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A point of a histogram that leads to its trace; its place on the metrics page is that of prom-client's own. */
interface Exemplar {
  labelSet: { trace_id: string };
  value: number;
  /** In seconds since the Unix epoch. */
  timestamp: number;
}

/** What was observed for one value of the label. */
export class Duration {
  /** By bucket, without those below it; the last is for what is longer than any. */
  readonly counts = Array.from({ length: durationBuckets.length + 1 }, () => 0);
  readonly exemplars: (Exemplar | undefined)[] = [];
  sum = 0;

  observe(seconds: number): void {
    const bucket = bucketOf(seconds);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
  }

  /**
   * Names the trace of something that was observed before: only later it is known which traces are kept. Of several in
   * one bucket the newest stays, as Prometheus takes no exemplar that is older than the one it has.
   *
   * @param at in ms since the Unix epoch
   */
  exemplify(seconds: number, traceId: string, at: number): void {
    const bucket = bucketOf(seconds);
    const timestamp = at / 1000;
    if (timestamp < (this.exemplars[bucket]?.timestamp ?? 0)) return;
    this.exemplars[bucket] = { labelSet: { trace_id: traceId }, value: seconds, timestamp };
  }
}

/**
 * A histogram with one label. prom-client's own takes an exemplar only together with its observation, and looks its
 * labels up for each: this one is told later which traces are kept, and observes in a few ns instead of half a µs.
 */
export class Durations<L extends string> {
  readonly name: string;
  readonly type = 'histogram';
  private readonly series = new Map<string, Duration>();
  private readonly shown = new Set<string>();
  private readonly help: string;
  private readonly label: L;

  constructor(
    { name, help, labels }: MetricName & { labels: readonly [L] },
    registry: Registry<OpenMetricsContentType>,
  ) {
    this.name = name;
    this.help = help;
    [this.label] = labels;
    registry.registerMetric(this as unknown as Metric);
  }

  /** The series of one value of the label; it is on the page from its first observation on, or from its start at zero. */
  of(value: string): Duration {
    const known = this.series.get(value);
    if (known) return known;
    const series = new Duration();
    this.series.set(value, series);
    return series;
  }

  /** Puts the series of a value on the page before its first observation. */
  startAtZero(value: string): void {
    this.of(value);
    this.shown.add(value);
  }

  /** What the registry asks of every metric. */
  get(): Promise<object> {
    const values = [...this.series].flatMap(([value, series]) => this.linesOf(value, series));
    return Promise.resolve({ name: this.name, help: this.help, type: this.type, values });
  }

  private linesOf(value: string, { counts, exemplars, sum }: Duration): object[] {
    const labels = { [this.label]: value };
    let count = 0;
    const buckets = counts.map((own, bucket) => {
      count += own;
      const le = durationBuckets[bucket] ?? '+Inf';
      return {
        metricName: `${this.name}_bucket`,
        labels: { le, ...labels },
        value: count,
        exemplar: exemplars[bucket],
      };
    });
    if (count === 0 && !this.shown.has(value)) return [];
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}

function bucketOf(seconds: number): number {
  const bucket = durationBuckets.findIndex((bound) => seconds <= bound);
  return bucket < 0 ? durationBuckets.length : bucket;
}
