import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { dashboards } from '../../grafana/dashboards.js';
import { runbookUrl } from '../../grafana/runbook.js';

const root = path.join(import.meta.dirname, '../..');
const filesOf = (directory: string): string[] =>
  readdirSync(path.join(root, directory)).map((name) => path.join(root, directory, name));
const yaml = (file: string): unknown => parse(readFileSync(file, 'utf8'), { strict: true, uniqueKeys: true });
const promtool = (...args: string[]): string => execFileSync('promtool', args, { encoding: 'utf8', cwd: root });

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: { severity?: string };
  annotations?: { summary?: string; description?: string; runbook_url?: string };
}
interface Case {
  alert_rule_test: { alertname: string; exp_alerts: unknown[] }[];
}

const ruleFiles = filesOf('prometheus/rules');
const testFiles = filesOf('prometheus/tests');
const rules = ruleFiles.flatMap((file) =>
  (yaml(file) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
);
const alerts = rules.filter((rule) => rule.alert !== undefined);
const cases = testFiles.flatMap((file) => (yaml(file) as { tests: Case[] }).tests);

describe('the rules of Prometheus', () => {
  it('are understood, and are those that its configuration loads', () => {
    expect(promtool('check', 'rules', ...ruleFiles).match(/(\d+) rules found/g)).toHaveLength(ruleFiles.length);
    const said = promtool('check', 'config', 'prometheus/prometheus.yml');
    expect(said).toContain(`SUCCESS: ${ruleFiles.length} rule files found`);
  });

  it('ask of jobs that are scraped', () => {
    const { scrape_configs: jobs } = yaml(path.join(root, 'prometheus/prometheus.yml')) as {
      scrape_configs: { job_name: string }[];
    };
    const asked = rules.flatMap(({ expr }) => [...expr.matchAll(/job="([^"]+)"/g)].map(([, job = '']) => job));
    const scraped = jobs.map(({ job_name: job }) => job);
    expect(scraped).toEqual(expect.arrayContaining(['hopline-gateway', 'coturn']));
    expect([...new Set(asked)].filter((job) => !scraped.includes(job))).toEqual([]);
  });

  it('do what their tests say', () => {
    const said = promtool('test', 'rules', ...testFiles);
    expect(said.match(/SUCCESS/g)).toHaveLength(testFiles.length);
  });

  it('ask by names that Prometheus recommends: level, metric, operation', () => {
    const names = rules.flatMap(({ record }) => (record === undefined ? [] : [record]));
    expect(names.filter((name) => !/^instance(_[a-z]+)?:hopline_[a-z_]+:(increase|ratio)10m$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe.each(alerts.map((rule) => [rule.alert ?? '', rule] as const))('%s', (name, rule) => {
  const expected = cases.map(({ alert_rule_test: steps }) =>
    steps.filter(({ alertname }) => alertname === name).map(({ exp_alerts: firing }) => firing.length > 0),
  );

  it('is tested to fire, to recover, and to stay quiet', () => {
    expect(expected.some((steps) => steps.includes(true) && steps.at(-1) === false)).toBe(true);
    expect(expected.some((steps) => steps[0] === false)).toBe(true);
  });

  it('waits, and says how bad it is and in words what is wrong', () => {
    expect(rule.for).toMatch(/^\d+[sm]$/);
    expect(rule.labels?.severity).toMatch(/^(critical|warning|info)$/);
    expect(rule.annotations?.summary).toBeTruthy();
    expect(rule.annotations?.description).toMatch(/\.$/);
  });

  it('has its section in the runbook: what it means, how to look, what to do', () => {
    const page = readFileSync(path.join(root, 'docs/runbook.md'), 'utf8');
    expect(rule.annotations?.runbook_url).toBe(runbookUrl(name));
    const section = new RegExp(`^## ${name}\\n([^]*?)(?=^## )`, 'm').exec(`${page}\n## `)?.[1] ?? '';
    for (const part of ['Means', 'Look', 'Do']) expect(section).toContain(`**${part}.**`);
  });
});

it('leads from every alert to its own section, which Grafana shows alone', () => {
  const { uid, panels = [] } = dashboards['runbook.json'] ?? {};
  const { services } = yaml(path.join(root, 'docker-compose.yml')) as { services: { grafana: { ports: string[] } } };
  const [port] = services.grafana.ports.map((entry) => entry.split(':').at(-2));
  for (const { alert = '', annotations } of alerts) {
    const url = new URL(annotations?.runbook_url ?? '');
    expect([url.origin, url.pathname]).toEqual([`http://localhost:${port}`, `/d/${uid}`]);
    const shown = panels.find(
      (panel) => `panel-${'id' in panel ? panel.id : ''}` === url.searchParams.get('viewPanel'),
    );
    expect(shown).toMatchObject({ type: 'text', title: alert });
  }
});

it('has no section in the runbook for an alert that is gone', () => {
  const page = readFileSync(path.join(root, 'docs/runbook.md'), 'utf8');
  const sections = [...page.matchAll(/^## (Hopline\w+)$/gm)].map(([, name = '']) => name);
  expect(sections.toSorted()).toEqual(alerts.map(({ alert = '' }) => alert).toSorted());
});
