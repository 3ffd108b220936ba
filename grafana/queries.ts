import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { metricNames, type MetricName } from '../src/telemetry/names.js';
import { prometheus } from './inputs.js';

/** The job of prometheus/prometheus.yml: tells the gateway's process_* and nodejs_* from those of others. */
const job = 'hopline-gateway';

/** The gateways that are chosen at the top of a dashboard. */
const chosen = 'instance=~"$instance"';

type LabelOf<M extends MetricName> = M['labels'][number];
type Only<M extends MetricName> = Partial<Record<LabelOf<M>, string>>;

/** The series of a metric, of the chosen gateways; of a histogram, those of its buckets. */
export function series<M extends MetricName>({ name, type }: M, only: Only<M> = {}): string {
  const selected = Object.entries(only).map(([label, value]) => `, ${label}="${String(value)}"`);
  return `${name}${type === 'histogram' ? '_bucket' : ''}{${chosen}${selected.join('')}}`;
}

/** A metric of Node or of the process, of the chosen gateways. */
export const ofNode = (name: string): string => `${name}{job="${job}", ${chosen}}`;

/** How often per second, for each value of the labels. */
export function perSecond<M extends MetricName>(metric: M, ...by: LabelOf<M>[]): string {
  return `sum by (${by.join(', ')}) (rate(${series(metric)}[$__rate_interval]))`;
}

/** How often per minute, for each value of the labels. */
export function perMinute<M extends MetricName>(metric: M, ...by: LabelOf<M>[]): string {
  return `60 * ${perSecond(metric, ...by)}`;
}

/**
 * What holds in the end of the time shown, for each value of the labels: what verdicts said in it, without what was taken
 * back in it.
 */
export function inAll<M extends MetricName>(
  given: M,
  withdrawn: MetricName,
  only: Only<M>,
  ...by: LabelOf<M>[]
): string {
  return heldIn('$__range', given, withdrawn, only, ...by);
}

/** The same of the last moments, as `5m`. */
export function heldIn<M extends MetricName>(
  time: string,
  given: M,
  withdrawn: MetricName,
  only: Only<M>,
  ...by: LabelOf<M>[]
): string {
  const sum = (metric: MetricName) => `sum by (${by.join(', ')}) (${risen(series<MetricName>(metric, only), time)})`;
  return `clamp_min(${sum(given)} - (${sum(withdrawn)} or 0 * ${sum(given)}), 0)`;
}

/**
 * Handshakes that failed in the last moments, as a share of those that somebody meant to go on with and that could be judged;
 * nothing where there was none.
 */
export function failedIn(time: string): string {
  const { handshakes, withdrawn } = metricNames;
  const held = (outcomes: string) => {
    const sum = ({ name }: MetricName) => `sum(increase(${name}{${chosen}, outcome${outcomes}}[${time}]))`;
    return `clamp_min(${sum(handshakes)} - ${sum(withdrawn)}, 0)`;
  };
  return `${held('="failed"')} / (${held('!~"abandoned|superseded|not-judged"')} > 0)`;
}

/**
 * The same of what has a series only from its first event on: `rate` would miss the first of each kind. Where the gateway
 * was scraped more often than the series was there, it began at 0.
 */
export function perMinuteFromFirst<M extends MetricName>(metric: M, ...by: LabelOf<M>[]): string {
  const selected = series(metric);
  const ofGateway = `sum by (instance) (${samples(series(metricNames.buildInfo))})`;
  const begun = `${selected} * 0 unless ${samples(selected)} >= on (instance) group_left () ${ofGateway}`;
  const rose = `clamp_min(${selected} - (${selected} offset $__rate_interval or (${begun})), 0)`;
  return `sum by (${by.join(', ')}) (${rose}) * 60000 / $__rate_interval_ms`;
}

/** How often it was scraped. */
const samples = (selected: string): string => `count_over_time(${selected}[$__rate_interval])`;

/** A quantile of a histogram over the last moments, for each value of the labels; nothing where nothing was observed. */
export function quantile<M extends MetricName>(q: number, metric: M, only: Only<M>, ...by: LabelOf<M>[]): string {
  return `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (rate(${series(metric, only)}[$__rate_interval]))) > 0`;
}

/** A quantile of a histogram over the whole time shown; nothing where nothing was observed. */
export function quantileInAll<M extends MetricName>(q: number, metric: M, ...by: LabelOf<M>[]): string {
  return `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (${risen(series(metric))})) > 0`;
}

/**
 * What each bucket of a histogram got, without those of the buckets below it, once Grafana has the query as a heatmap;
 * nothing where nothing was observed.
 */
export function buckets<M extends MetricName>(metric: M, only: Only<M>): string {
  const rose = `increase(${series(metric, only)}[$__rate_interval])`;
  return `sum by (le) (${rose}) and on () sum(${rose}) > 0`;
}

/**
 * By how much a counter rose in a time, else in the whole time shown, to the last one: `increase` alone guesses from the samples at both
 * ends, and counts a series that began in that time from its first sample, so that it misses the first failure of a kind.
 * It is left for gateways that started over, or are gone.
 */
function risen(selected: string, time = '$__range'): string {
  const then = `(${selected} offset ${time} or ${selected} * 0)`;
  return `${selected} - ${then} unless resets(${selected}[${time}]) > 0 or increase(${selected}[${time}])`;
}

/** A query over time. */
export function overTime(expr: string, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(prometheus).expr(expr).legendFormat(legend).range();
}

/** A query over time with the points that lead to a trace. */
export const withExemplars = (expr: string, legend: string): DataqueryBuilder => overTime(expr, legend).exemplar(true);

/** The buckets of a histogram over time, for a heatmap, with the points that lead to a trace. */
export const asHeatmap = (expr: string): DataqueryBuilder =>
  withExemplars(expr, '{{le}}').format(PromQueryFormat.Heatmap);

/** A query for one number for each legend. */
export function atOnce(expr: string, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(prometheus).expr(expr).legendFormat(legend).instant();
}

/** The same, as the rows of a table. */
export const asTable = (expr: string): DataqueryBuilder => atOnce(expr, '__auto').format(PromQueryFormat.Table);

/** Grafana tells the queries of a panel apart by a letter. */
export const lettered = (queries: readonly DataqueryBuilder[]): DataqueryBuilder[] =>
  queries.map((query, index) => query.refId(String.fromCodePoint(65 + index)));
