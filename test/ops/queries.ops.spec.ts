import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckMetrics } from '../../tools/call-check/metrics.js';
import { answers, callBetween, offers, probesReport, verdictOf } from '../support/calls.js';
import { getJson, shortWaits, until } from '../support/clients.js';
import { startGateway } from '../support/gateway.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { startPrometheus, type Prometheus } from '../support/prometheus.js';
import { coturnPage } from '../support/coturn-page.js';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Panel {
  title: string;
  type: string;
  targets?: { expr: string; legendFormat?: string; exemplar?: boolean }[];
}
interface Query {
  where: string;
  expr: string;
  legend: string;
  exemplar: boolean;
}

/** As Grafana asks, for all gateways and the last hour. */
const filledIn = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval_ms', '60000')
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '1h')
    .replaceAll('$instance', '.*');

const panelQueries: Query[] = readdirSync(path.join(root, 'grafana/dashboards')).flatMap((file) => {
  const { panels } = JSON.parse(read(`grafana/dashboards/${file}`)) as { panels: Panel[] };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat = '', exemplar = false }) => ({
      where: title,
      expr: filledIn(expr),
      legend: legendFormat,
      exemplar,
    })),
  );
});

/** What the pages of the documentation tell their readers to ask; expressions stand apart by an empty line. */
const documented: Query[] = ['docs/runbook.md', 'docs/metrics.md'].flatMap((where) =>
  [...read(where).matchAll(/```promql\n([^]*?)```/g)].flatMap(([, block = '']) =>
    block.split('\n\n').map((expr) => ({ where, expr, legend: '', exemplar: false })),
  ),
);

/** Metric names with what is selected of them: everything outside of label lists that looks like one. */
function selectorsOf(expr: string): string[] {
  const bare = expr.replaceAll(/#.*|\b(?:by|on|ignoring|group_left) \([^)]*\)/g, '');
  return [...bare.matchAll(/\b(?:ALERTS|up|[a-z]+[_:][a-z0-9_:]+)\b(?!\()(?:\{[^}]*\})?/g)]
    .map(([selector]) => selector)
    .filter((selector) => !/^(?:histogram_quantile|clamp_min|sort_desc)$/.test(selector));
}

/** Labels that an expression or its legend needs: grouped by, matched on or shown. */
function labelsOf({ expr, legend }: Query): string[] {
  const lists = [...expr.matchAll(/\b(?:by|on|group_left) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(','));
  const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  return [...lists.map((label) => label.trim()), ...shown].filter((label) => label !== '');
}

/** What cannot have happened: nothing is wrong with this gateway, and nobody is late when it is scraped. */
const silent = /^(?:ALERTS|hopline_watcher_failures_total|hopline_handshakes_overdue)\b/;

let prometheus: Prometheus;
let drawn: ReadonlySet<string>;
/** When everything had been scraped, and the gateway was still there. */
let at: number;

/** One of each: connected, failed on the path, failed and taken back, abandoned, refused. */
async function playCalls(url: string): Promise<void> {
  const connected = await callBetween(url);
  await offers(connected);
  await answers(connected);
  await probesReport(connected, 'reached');

  const blocked = await callBetween(url);
  await offers(blocked);
  await answers(blocked);
  await probesReport(blocked, 'failed');

  const late = await callBetween(url);
  await offers(late);
  await verdictOf(late, 'failed');
  await answers(late);

  const left = await callBetween(url);
  await offers(left);
  left.caller.emit('leave-room');

  await connected.caller.ask('offer', { target: 'nobody', offer: connected.offer });
  await Promise.all([
    verdictOf(connected, 'connected'),
    verdictOf(blocked, 'failed'),
    verdictOf(late, 'signaled'),
    verdictOf(left, 'abandoned'),
  ]);
}

beforeAll(async () => {
  const receiver = await startOtlpReceiver();
  const gateway = await startGateway({ ...shortWaits, WAIT_PROBE: '200', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const turn = createServer((_request, response) => response.setHeader('Content-Type', 'text/plain').end(coturnPage));
  await new Promise<void>((listening) => turn.listen(0, '127.0.0.1', listening));
  const robots = new CheckMetrics();
  robots.add(
    { at: 0, url: '', ok: true, calls: [{ way: 'turn', server: 'turn:', ok: false, ladder: [] }] },
    Date.now(),
  );
  const check = await robots.serve(0);
  prometheus = await startPrometheus({
    rules: readdirSync(path.join(root, 'prometheus/rules')).map((name) => path.join(root, 'prometheus/rules', name)),
    jobs: {
      'hopline-gateway': `127.0.0.1:${new URL(gateway.url).port}`,
      coturn: `127.0.0.1:${(turn.address() as AddressInfo).port}`,
      robots: `127.0.0.1:${check.port}`,
    },
  });
  const settled = (count: number) =>
    until(
      () => prometheus.query('sum(hopline_handshakes_total{outcome=~"connected|abandoned"})'),
      ([sample]) => sample?.value[1] === String(count),
    );
  // A rate needs a first look.
  await settled(0);
  await playCalls(gateway.url);
  await settled(2);
  const { handshakes } = await getJson<{ handshakes: { traceId: string }[] }>(`${gateway.url}/api/handshakes`);
  const spans = await receiver.until((all) =>
    handshakes.every(({ traceId }) => all.some((span) => span.traceId === traceId)),
  );
  drawn = new Set(spans.map(({ traceId }) => traceId));
  await until(
    () => prometheus.query('hopline_spans_total{result="exported"} > 0'),
    (samples) => samples.length === 1,
  );
  await until(
    () => prometheus.rules(),
    (rules) => rules.every(({ health }) => health !== 'unknown'),
  );
  at = Date.now();
  await gateway.close();
  for (const server of [turn, check.server]) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}, 60_000);
afterAll(() => prometheus.close());

describe('after real calls', () => {
  it('every panel has data, where there is anything to show', async () => {
    const empty: string[] = [];
    for (const { where, expr } of panelQueries) {
      const samples = await prometheus.query(expr, at);
      if (samples.every(({ value: [, value] }) => value === 'NaN')) empty.push(where);
    }
    expect(empty).toEqual(['Alerts', 'Defects caught', 'Overdue']);
    expect(panelQueries.length).toBeGreaterThan(40);
  });

  it('the first call of each kind is seen: zero is only what did not happen, or is over', async () => {
    const zero = new Set<string>();
    for (const { where, expr } of panelQueries) {
      const samples = await prometheus.query(expr, at);
      if (!samples.some(({ value: [, value] }) => Number(value) > 0)) zero.add(where);
    }
    const now = ['Spans that wait for export', 'Calls now'];
    const lost = ['Alerts', 'Defects caught', 'Handshakes given up'];
    const never = [...lost, 'TURN traffic', 'STUN requests', 'Firing alerts', 'Overdue'];
    expect([...zero].filter((title) => !now.includes(title))).toEqual(never);
  });

  it('every rule is loaded and evaluated without an error', async () => {
    const rules = await prometheus.rules();
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(rules.length).toBeGreaterThan(15);
    for (const { name, query } of rules.filter((rule) => rule.name.includes(':'))) {
      expect([name, await prometheus.query(query, at)]).not.toEqual([name, []]);
    }
  });

  it('no query, rule or page of the documentation names a metric, a label or a value that is not there', async () => {
    const rules = (await prometheus.rules()).map(({ name, query }) => ({ where: name, expr: query, legend: '' }));
    const unknown: string[] = [];
    for (const query of [...panelQueries, ...rules, ...documented]) {
      const found = await Promise.all(
        selectorsOf(query.expr).map(async (selector) => ({ selector, series: await prometheus.series(selector) })),
      );
      const labels = new Set(found.flatMap(({ series }) => series.flatMap((one) => Object.keys(one))));
      const without = found.filter(({ selector, series }) => series.length === 0 && !silent.test(selector));
      const strange = labelsOf({ ...query, exemplar: false }).filter((label) => !labels.has(label));
      const told = found.some(({ selector }) => silent.test(selector)) ? [] : strange;
      unknown.push(...[...without.map(({ selector }) => selector), ...told].map((what) => `${what} in ${query.where}`));
      if (found.length === 0) unknown.push(`nothing in ${query.where}: ${query.expr}`);
    }
    expect(unknown).toEqual([]);
  });

  it('the pages of the documentation ask what Prometheus understands, and get an answer', async () => {
    const empty: string[] = [];
    for (const { expr } of documented) if ((await prometheus.query(expr, at)).length === 0) empty.push(expr.trim());
    expect(empty.filter((expr) => !expr.includes('hopline_watcher_failures_total'))).toEqual([]);
    expect(documented.length).toBeGreaterThan(10);
  });

  it('the points of the panels lead to traces that were drawn', async () => {
    const pointing = panelQueries.filter(({ exemplar }) => exemplar);
    for (const { where, expr } of pointing) {
      const found = (await prometheus.exemplars(expr)).flatMap(({ exemplars }) => exemplars);
      expect([where, found.length > 0]).toEqual([where, true]);
      expect(found.filter(({ labels }) => !drawn.has(labels['trace_id'] ?? ''))).toEqual([]);
    }
    expect(pointing.length).toBeGreaterThan(10);
  });
});
