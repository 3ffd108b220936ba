import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { MetricName } from '../src/telemetry/names.js';

/** The uid that grafana/provisioning gives the data source. */
export const prometheus = { type: 'prometheus', uid: 'prometheus' };

/** The job of prometheus/prometheus.yml: tells the gateway's process_* and nodejs_* from those of others. */
const job = 'hopline-gateway';

type LabelOf<M extends MetricName> = M['labels'][number];

/** How often per second, for each value of the labels. */
export function perSecond<M extends MetricName>({ name }: M, ...by: LabelOf<M>[]): string {
  return `sum by (${by.join(', ')}) (rate(${name}[$__rate_interval]))`;
}

/** How often per minute, for each value of the labels. */
export function perMinute<M extends MetricName>(metric: M, ...by: LabelOf<M>[]): string {
  return `60 * ${perSecond(metric, ...by)}`;
}

/** How often in the whole time shown, for each value of the labels. */
export function inAll<M extends MetricName>({ name }: M, ...by: LabelOf<M>[]): string {
  return `sum by (${by.join(', ')}) (${risen(name)})`;
}

/** A quantile of a histogram over the last moments, for each value of the labels. */
export function quantile<M extends MetricName>(q: number, { name }: M, ...by: LabelOf<M>[]): string {
  return `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (rate(${name}_bucket[$__rate_interval])))`;
}

/** A quantile of a histogram over the whole time shown; nothing where nothing was observed. */
export function quantileInAll<M extends MetricName>(q: number, { name }: M, ...by: LabelOf<M>[]): string {
  return `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (${risen(`${name}_bucket`)})) > 0`;
}

/** What each bucket of a histogram got, without those of the buckets below it, once Grafana has the query as a heatmap. */
export function buckets({ name }: MetricName): string {
  return `sum by (le) (increase(${name}_bucket[$__rate_interval]))`;
}

/**
 * By how much a counter rose in the whole time shown, to the last one: `increase` alone guesses from the samples at both
 * ends, and counts a series that began in that time from its first sample, so that it misses the first failure of a kind.
 * It is left for gateways that started over, or are gone.
 */
function risen(series: string): string {
  const then = `(${series} offset $__range or ${series} * 0)`;
  return `${series} - ${then} unless resets(${series}[$__range]) > 0 or increase(${series}[$__range])`;
}

/** A metric of Node or of the process, of the gateways only. */
export const ofGateways = (name: string): string => `${name}{job="${job}"}`;

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
