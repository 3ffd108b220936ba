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
  fieldConfig?: { defaults: { links?: Link[] } };
}
interface Dashboard {
  uid: string;
  title: string;
  tags: string[];
  links: Link[];
  panels: Panel[];
  templating: { list: { name: string; type: string; multi: boolean; includeAll: boolean }[] };
}

const files = readdirSync(path.join(root, 'grafana/dashboards'));
const dashboards = files.map((name) => JSON.parse(read(`grafana/dashboards/${name}`)) as Dashboard);

it('has three dashboards, each with a uid of its own', () => {
  expect(dashboards.map(({ uid }) => uid).toSorted()).toEqual([
    'hopline-gateway',
    'hopline-handshakes',
    'hopline-hops',
  ]);
});

describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  const queries = panels.flatMap(({ targets = [] }) => targets);

  it('can be narrowed to some gateways, in every query about them', () => {
    expect(dashboard.templating.list).toMatchObject([
      { name: 'instance', type: 'query', multi: true, includeAll: true },
    ]);
    const about = queries.flatMap(({ expr }) => expr.match(/\b(?:hopline|nodejs|process)_\w+(?:\{[^}]*\})?/g) ?? []);
    expect(about.filter((selector) => !selector.includes('instance=~"$instance"'))).toEqual([]);
  });

  it('leads to the other dashboards, to the console and to Jaeger, where the compose file publishes them', () => {
    expect(dashboard.links.some(({ type, tags }) => type === 'dashboards' && tags?.[0] === dashboard.tags[0])).toBe(
      true,
    );
    const { services } = parse(read('docker-compose.yml')) as {
      services: Record<string, { ports: string[]; environment: Record<string, string> }>;
    };
    const published = (service: string) => services[service]?.ports.map((entry) => entry.split(':').at(-2)) ?? [];
    const ofPanels = panels.flatMap(({ links = [], fieldConfig }) => [
      ...links,
      ...(fieldConfig?.defaults.links ?? []),
    ]);
    const urls = [...dashboard.links, ...ofPanels].flatMap(({ url }) => (url ? [new URL(url)] : []));
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
