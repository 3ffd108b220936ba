import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Link {
  type?: string;
  url?: string;
  tags?: string[];
}
interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  links?: Link[];
  targets?: { refId: string; expr: string }[];
  fieldConfig?: { defaults: { links?: Link[]; thresholds?: { steps: { color: string; value: number | null }[] } } };
}
interface Variable {
  name: string;
  type: string;
  query: string;
  multi?: boolean;
  includeAll?: boolean;
}
interface Input {
  name: string;
  type: string;
  pluginId?: string;
  value?: string;
}
interface Dashboard {
  __inputs: Input[];
  uid: string;
  title: string;
  tags: string[];
  links: Link[];
  panels: Panel[];
  templating: { list: Variable[] };
}

/** Links of a dashboard, of its panels and of what they show. */
const linksOf = ({ links, panels }: Dashboard): Link[] => [
  ...links,
  ...panels.flatMap(({ links: own = [], fieldConfig }) => [...own, ...(fieldConfig?.defaults.links ?? [])]),
];

const files = readdirSync(path.join(root, 'grafana/dashboards'));
const dashboards = files.map((name) => JSON.parse(read(`grafana/dashboards/${name}`)) as Dashboard);

it('has four dashboards, each with a uid of its own', () => {
  expect(dashboards.map(({ uid }) => uid).toSorted()).toEqual([
    'hopline-gateway',
    'hopline-handshakes',
    'hopline-hops',
    'hopline-runbook',
  ]);
});

/**
 * What is left of a text once Grafana has put inputs in, as its server does on an import
 * (pkg/services/dashboardimport/utils/dash_template_evaluator.go).
 */
const imported = (text: string, chosen: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{.+?\}/g, (match) => chosen[match.slice(2, -1)] ?? match);

/** The panels, the queries and the links of a dashboard as text, without what its variables say of themselves. */
const usedIn = ({ panels, links }: Dashboard): string => JSON.stringify([panels, links]);

it('begins with what fails now, why, who owes it, and whether an alert fires', () => {
  const first = dashboards.find(({ uid }) => uid === 'hopline-handshakes')?.panels ?? [];
  const row = first.filter(({ gridPos: { y } }) => y === 1).toSorted((a, b) => a.gridPos.x - b.gridPos.x);
  expect(row.map(({ title }) => title)).toEqual([
    'Calls that failed',
    'Top cause, and who owes it',
    'Calls now',
    'Firing alerts',
  ]);
  expect(row.reduce((columns, { gridPos: { w } }) => columns + w, 0)).toBe(24);
  const red = row.flatMap(({ title, fieldConfig }) => {
    const steps = fieldConfig?.defaults.thresholds?.steps ?? [];
    return steps.filter(({ color }) => color === 'red').map(({ value }) => [title, value]);
  });
  expect(red).toEqual([
    ['Calls that failed', 0.25],
    ['Firing alerts', 1],
  ]);
});

it('is red from where the alert about failed handshakes begins', () => {
  const [, from] = /failed:ratio10m > ([\d.]+)/.exec(read('prometheus/rules/handshakes.yml')) ?? [];
  expect(read('grafana/handshakes.ts')).toContain(`const tooMany = ${from};`);
});

describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  const queries = panels.flatMap(({ targets = [] }) => targets);

  it('can be narrowed to some gateways, in every query about them', () => {
    expect(dashboard.templating.list.filter(({ type }) => type === 'query')).toMatchObject([
      { name: 'instance', multi: true, includeAll: true },
    ]);
    const about = queries.flatMap(({ expr }) => expr.match(/\b(?:hopline|nodejs|process)_\w+(?:\{[^}]*\})?/g) ?? []);
    expect(about.filter((selector) => !selector.includes('instance=~"$instance"'))).toEqual([]);
  });

  it('is imported anywhere: the data source and every address are asked for, and nothing of them is left', () => {
    const elsewhere = {
      DS_PROMETHEUS: 'their-prometheus',
      CONSOLE_URL: 'https://calls.example/hopline',
      JAEGER_URL: 'https://jaeger.example',
    };
    expect(dashboard['__inputs'].map(({ name, type, pluginId }) => [name, type, pluginId])).toEqual([
      ['DS_PROMETHEUS', 'datasource', 'prometheus'],
      ['CONSOLE_URL', 'constant', undefined],
      ['JAEGER_URL', 'constant', undefined],
    ]);
    const text = imported(usedIn(dashboard), elsewhere);
    expect(text).not.toMatch(/localhost|\$\{(?:DS_PROMETHEUS|CONSOLE_URL|JAEGER_URL)/);
    const asked = text.match(/"uid":"[^"]+"/g) ?? [];
    expect(asked.filter((uid) => uid !== '"uid":"their-prometheus"')).toEqual([]);
    expect(asked.length >= queries.length).toBe(true);
    for (const { url = '' } of linksOf(dashboard)) {
      const place = new URL(imported(url, elsewhere), 'https://grafana.example').origin;
      expect(['https://calls.example', 'https://jaeger.example', 'https://grafana.example']).toContain(place);
    }
  });

  it('needs nobody to fill that in where it is provisioned: variables of the same names have it', () => {
    const variables = dashboard.templating.list.filter(({ type }) => type !== 'query');
    const asked = dashboard['__inputs'].map(({ name, type, value, pluginId }) => [name, type, value ?? pluginId]);
    expect(variables.map(({ name, type, query }) => [name, type, query])).toEqual(asked);
  });

  it('leads to the other dashboards, to the console and to Jaeger, where the compose file publishes them', () => {
    expect(dashboard.links.some(({ type, tags }) => type === 'dashboards' && tags?.[0] === dashboard.tags[0])).toBe(
      true,
    );
    const { services } = parse(read('docker-compose.yml')) as {
      services: Record<string, { ports: string[]; environment: Record<string, string> }>;
    };
    const published = (service: string) => services[service]?.ports.map((entry) => entry.split(':').at(-2)) ?? [];
    const values = Object.fromEntries(dashboard.templating.list.map(({ name, query }) => [name, query]));
    const all = linksOf(dashboard).flatMap(({ url }) => (url ? [imported(url, values)] : []));
    const urls = all.filter((url) => !url.startsWith('/d/')).map((url) => new URL(url));
    const known = dashboards.map(({ uid }) => `/d/${uid}`);
    expect(all.filter((url) => url.startsWith('/d/') && !known.includes(url))).toEqual([]);
    const places = urls.map(({ pathname }) => (pathname.startsWith('/console/') ? 'gateway' : 'jaeger'));
    expect(new Set(places)).toEqual(new Set(['gateway', 'jaeger']));
    for (const [index, { port }] of urls.entries()) expect(published(places[index] ?? '')).toContain(port);
    const ofConsole = urls.filter((_url, index) => places[index] === 'gateway').map(({ port }) => port);
    expect(new Set(ofConsole)).toEqual(new Set([services['gateway']?.environment['ADMIN_PORT']]));
  });

  it('gives every panel a number and a place of its own', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_cell, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });

  it('tells the queries of a panel apart', () => {
    for (const { targets = [] } of panels) expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  });
});
