import { Histogram, type Metric, type OpenMetricsContentType, type Registry } from 'prom-client';
import type { MetricName } from './names.js';

/** From half a millisecond, a relayed message, to the half minute after which a browser gives up; in seconds. */
export const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A point of a histogram that leads to its trace, as prom-client writes it. */
interface Exemplar {
  labelSet: { trace_id: string };
  value: number;
  /** In seconds since the Unix epoch. */
  timestamp: number;
}

/** What was observed for one value of the label. */
export class Duration {
  /** Without the label, of which each has its own: prom-client looks labels up for each observation. */
  private readonly histogram: Histogram;
  /** By the upper bound of their bucket. */
  private readonly exemplars = new Map<string | number, Exemplar>();
  /** It is on the page. */
  isShown = false;

  constructor({ name, help }: MetricName) {
    this.histogram = new Histogram({ name, help, buckets: durationBuckets, registers: [] });
  }

  observe(seconds: number): void {
    this.isShown = true;
    this.histogram.observe(seconds);
  }

  /**
   * Names the trace of something that was observed before: only later it is known which traces are kept. Of several in
   * one bucket the newest stays, as Prometheus takes no exemplar that is older than the one it has.
   *
   * @param at in ms since the Unix epoch
   */
  exemplify(seconds: number, traceId: string, at: number): void {
    const bucket = durationBuckets.find((bound) => seconds <= bound) ?? '+Inf';
    const timestamp = at / 1000;
    if (timestamp < (this.exemplars.get(bucket)?.timestamp ?? 0)) return;
    this.exemplars.set(bucket, { labelSet: { trace_id: traceId }, value: seconds, timestamp });
  }

  /** Its values with the label, and its exemplars in their buckets. */
  async values(label: object): Promise<object[]> {
    const { values } = await this.histogram.get();
    return values.map(({ labels, ...value }) => {
      const { le } = labels as { le?: string | number };
      return {
        ...value,
        labels: { ...labels, ...label },
        exemplar: le === undefined ? undefined : this.exemplars.get(le),
      };
    });
  }
}

/**
 * A histogram with one label, put together from prom-client's own, one for each value. Theirs takes an exemplar only together
 * with its observation: this one learns later which traces are kept.
 */
export class Durations<L extends string> {
  readonly name: string;
  readonly type = 'histogram';
  private readonly series = new Map<string, Duration>();
  private readonly help: string;
  private readonly label: L;

  constructor(
    private readonly named: MetricName & { labels: readonly [L] },
    registry: Registry<OpenMetricsContentType>,
  ) {
    this.name = named.name;
    this.help = named.help;
    [this.label] = named.labels;
    registry.registerMetric(this as unknown as Metric);
  }

  /** The series of one value of the label; it is on the page from its first observation on, or from its start at zero. */
  of(value: string): Duration {
    const known = this.series.get(value);
    if (known) return known;
    const series = new Duration(this.named);
    this.series.set(value, series);
    return series;
  }

  /** Puts the series of a value on the page before its first observation. */
  startAtZero(value: string): void {
    this.of(value).isShown = true;
  }

  /** What the registry asks of every metric. */
  async get(): Promise<object> {
    const shown = [...this.series].filter(([, { isShown }]) => isShown);
    const values = await Promise.all(shown.map(([value, series]) => series.values({ [this.label]: value })));
    return { name: this.name, help: this.help, type: this.type, values: values.flat() };
  }
}
