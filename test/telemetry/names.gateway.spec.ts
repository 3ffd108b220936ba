import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { dashboards } from '../../grafana/dashboards.js';
import { metricNames, type MetricName } from '../../src/telemetry/names.js';
import { attributes, spanNames } from '../../src/telemetry/span-names.js';
import { startGateway } from '../support/gateway.js';

const root = path.join(import.meta.dirname, '../..');
const names: readonly MetricName[] = Object.values(metricNames);

/** A metric by the name of one of its series: a histogram's have endings of their own. */
const metricOf = (series: string): MetricName | undefined =>
  names.find(({ name, type }) =>
    type === 'histogram' ? series.replace(/_(bucket|sum|count)$/, '') === name : series === name,
  );

/** OpenMetrics names a counter without the ending that its series have. */
const familyOf = ({ name, type }: MetricName) => (type === 'counter' ? name.replace(/_total$/, '') : name);

const sorted = (list: Iterable<string>): string[] => [...new Set(list)].toSorted();

describe('docs/metrics.md', () => {
  const page = readFileSync(path.join(root, 'docs/metrics.md'), 'utf8');
  /** The rows of the table whose first column has this title, without it. */
  const table = (title: string): string[][] => {
    const lines = page.split('\n').map((line) => (/^\|(.*)\|$/.exec(line)?.[1] ?? '').split('|'));
    const rows = lines.map((cells) => cells.map((cell) => cell.trim()));
    const start = rows.findIndex(([first]) => first === title);
    const end = rows.findIndex(([first], index) => index > start && first === '');
    return rows.slice(start + 2, end);
  };

  it('says of every metric what the code says', () => {
    const rows = names.map(({ name, type, labels, since, help }) => {
      const list = labels.map((label) => `\`${label}\``).join(', ') || 'none';
      return [`\`${name}\``, type, list, since, help];
    });
    expect(table('Name')).toEqual(rows);
  });

  it('explains every label', () => {
    const labels = names.flatMap((metric) => metric.labels.map((label) => `\`${label}\``));
    expect(sorted(table('Label').map(([label = '']) => label))).toEqual(sorted(labels));
  });

  it('names every span', () => {
    const spans = Object.values(spanNames).map((name) => `\`${name}\``);
    expect(sorted(table('Span').map(([span = '']) => span))).toEqual(sorted(spans));
  });

  it('names every attribute of a span', () => {
    const keys = Object.values(attributes).map((key) => `\`${key}\``);
    expect(sorted(table('Attribute').map(([key = '']) => key))).toEqual(sorted(keys));
  });
});

interface Panel {
  type: string;
  title?: string;
  description?: string;
  datasource?: unknown;
  targets?: { expr: string; legendFormat?: string; datasource?: unknown }[];
  fieldConfig?: { defaults: { unit?: string; noValue?: string } };
}

/** As they lie in the files that Grafana reads. */
const stored = Object.fromEntries(
  readdirSync(path.join(root, 'grafana/dashboards')).map((name) => {
    const dashboard: unknown = JSON.parse(readFileSync(path.join(root, 'grafana/dashboards', name), 'utf8'));
    return [name, dashboard as { panels: Panel[] }];
  }),
);
const panels = Object.values(stored).flatMap((dashboard) =>
  dashboard.panels.filter(({ type }) => !['row', 'text'].includes(type)),
);
const targets = panels.flatMap((panel) => panel.targets ?? []);
const exprs = targets.map(({ expr }) => expr);

/** The labels that a query, or its legend, takes from a metric: grouped by, selected by or shown. */
function labelsOf(text: string): string[] {
  const grouped = [...text.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(','));
  const selected = [...text.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label);
  const shown = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  return [...grouped, ...selected, ...shown].map((label) => label.trim());
}

describe('the dashboards', () => {
  it('are what their code says: npm run dashboards', () => {
    expect(stored).toEqual(JSON.parse(JSON.stringify(dashboards)));
  });

  it('ask for metrics that exist, by labels they have', () => {
    const scraped = ['instance', 'job', 'le'];
    // What asks of coturn, or of the alerts themselves, has labels of theirs.
    const ours = targets.filter(({ expr }) => !/ALERTS|\b(?:turn|stun)_/.test(expr));
    const unknown = ours.flatMap(({ expr, legendFormat = '' }) => {
      const series = expr.match(/\bhopline_\w+/g) ?? [];
      const labels = series.flatMap((one) => metricOf(one)?.labels ?? []);
      return [
        ...series.filter((one) => !metricOf(one)),
        ...labelsOf(`${expr} ${legendFormat}`).filter((label) => ![...labels, ...scraped].includes(label)),
      ].map((wrong) => `${wrong} in ${expr}`);
    });
    expect(unknown).toEqual([]);
    expect(exprs.filter((expr) => !/[a-z]+_[a-z]|ALERTS/.test(expr))).toEqual([]);
  });

  it('show nothing without a unit, a sentence about it and a word for when there is nothing', () => {
    const bare = panels.filter(({ title, description = '', fieldConfig }) => {
      const { unit, noValue } = fieldConfig?.defaults ?? {};
      return !title || !/^[A-Z][^.]*(\.[^ .][^.]*)*\.$/.test(description) || !unit || !noValue;
    });
    expect(bare.map(({ title }) => title)).toEqual([]);
    expect(panels.length).toBeGreaterThan(10);
  });

  it('ask the data source that is chosen', () => {
    const sources = [...panels, ...targets].map(({ datasource }) => JSON.stringify(datasource));
    expect(sorted(sources)).toEqual([JSON.stringify({ type: 'prometheus', uid: '${DS_PROMETHEUS}' })]);
  });
});

interface Series {
  name: string;
  labels: string[];
}

/** The text format of OpenMetrics 1.0, as far as it is needed here. */
function parse(text: string): { types: Map<string, string>; help: Map<string, string>; series: Series[] } {
  const said = (what: string) =>
    new Map(
      [...text.matchAll(new RegExp(`^# ${what} (\\S+) (.*)$`, 'gm'))].map(([, name = '', rest = '']) => [name, rest]),
    );
  const series = [...text.matchAll(/^([a-z]\w*)(?:\{([^}]*)\})? /gm)].map(([, name = '', labels = '']) => ({
    name,
    labels: [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
  }));
  return { types: said('TYPE'), help: said('HELP'), series };
}

describe('the metrics page of a gateway', () => {
  let gateway: Awaited<ReturnType<typeof startGateway>>;
  let page: ReturnType<typeof parse>;
  const sockets: Socket[] = [];

  async function join(name: string): Promise<Socket> {
    const socket = io(gateway.url, { transports: ['websocket'], forceNew: true, auth: { verdicts: true } });
    sockets.push(socket);
    await socket.timeout(5000).emitWithAck('join-room', 'names', name);
    return socket;
  }

  beforeAll(async () => {
    gateway = await startGateway();
    const [caller, callee] = [await join('Anna'), await join('Boris')];
    const offer = { type: 'offer', sdp: 'v=0\r\n' };
    const verdict = new Promise((resolve) => caller.once('verdict', resolve));
    await caller.timeout(5000).emitWithAck('offer', { target: callee.id, offer });
    await caller.timeout(5000).emitWithAck('offer', { target: 'nobody', offer });
    await verdict;
    page = parse(await (await fetch(`${gateway.url}/metrics`)).text());
  });
  afterAll(async () => {
    for (const socket of sockets) socket.close();
    await gateway.close();
  });

  it('has every metric, of its type and with its meaning', () => {
    const described = names.map((metric) => {
      const family = familyOf(metric);
      return { ...metric, type: page.types.get(family), help: page.help.get(family) };
    });
    expect(described).toEqual(names);
  });

  it('has no metric of ours that is not named', () => {
    const families = [...page.types.keys()].filter((family) => family.startsWith('hopline_'));
    expect(sorted(families)).toEqual(sorted(names.map(familyOf)));
  });

  it('has series with the labels that are named, and no others', () => {
    const own = page.series.filter(({ name }) => name.startsWith('hopline_'));
    const wrong = own.filter(({ name, labels }) => {
      const wanted = [...(metricOf(name)?.labels ?? ['?']), ...(name.endsWith('_bucket') ? ['le'] : [])];
      return sorted(labels).join() !== sorted(wanted).join();
    });
    expect(wrong).toEqual([]);
    const seen = new Set(own.map(({ name }) => metricOf(name)?.name));
    const silent = names.map(({ name }) => name).filter((name) => !seen.has(name));
    // Nothing went wrong here or is overdue, and no verdict was taken back.
    expect(
      silent.filter(
        (name) => !/^hopline_(watcher_failures_total|handshake_causes_withdrawn_total|handshakes_overdue)$/.test(name),
      ),
    ).toEqual([]);
  });

  it('has what the dashboards ask of Node', () => {
    const wanted = exprs.flatMap((expr) => expr.match(/\b(?:nodejs|process)_\w+/g) ?? []);
    const there = new Set(page.series.map(({ name }) => name));
    expect(wanted).not.toEqual([]);
    expect(wanted.filter((name) => !there.has(name))).toEqual([]);
  });
});
