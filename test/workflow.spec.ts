import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const root = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const yaml = (file: string): unknown => parse(read(file), { strict: true, uniqueKeys: true });

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  'runs-on': string;
  container?: string | { image: string };
  permissions?: unknown;
  'timeout-minutes': number;
  steps: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}
interface Dependabot {
  version: number;
  updates: { 'package-ecosystem': string; directory: string; schedule: { interval: string } }[];
}

const file = '.github/workflows/ci.yml';
const text = read(file);
const workflow = yaml(file) as Workflow;
const jobs = Object.values(workflow.jobs);
const steps = jobs.flatMap((job) => job.steps);
const commands = steps.flatMap(({ run }) => run ?? []);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('the workflow', () => {
  it('runs on every change and every week', () => {
    expect(Object.keys(workflow.on)).toEqual(['push', 'pull_request', 'schedule']);
  });

  it('checks, tests, plays the scenarios, asks for known faults, lists what is delivered and builds the image', () => {
    expect(commands).toEqual(
      expect.arrayContaining([
        'npm run check',
        'npm test',
        'npm run scenarios',
        'npm run sbom',
        'npm run audit:delivered',
        expect.stringMatching(/^docker compose up --build --wait .*gateway$/),
      ]),
    );
    const kept = steps
      .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
      .map((step) => step.with?.['path']);
    expect(kept).toEqual(['dist/sbom.cdx.json']);
    expect(read('scripts/sbom.mjs')).toContain("path.join(root, 'dist', 'sbom.cdx.json')");
  });

  it('runs npm scripts that are there', () => {
    const called = commands.flatMap((command) =>
      [...command.matchAll(/npm (?:run )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
    const own = called.filter((name) => name !== 'audit');
    expect(own.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    expect(own.length).toBeGreaterThan(3);
  });

  it('may read the sources and nothing else, and leaves no key behind', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(jobs.filter((job) => job.permissions !== undefined)).toEqual([]);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(jobs.length);
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
    expect(text).not.toMatch(/secrets\.|github\.event|github\.head_ref/);
  });

  it('names each action by the hash of its commit, with its version beside it', () => {
    const lines = text.split('\n').filter((line) => line.includes('uses:'));
    expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThanOrEqual(jobs.length);
  });

  it('ends, and runs on the Node of the image', () => {
    const node = /^FROM (node:\d+\.\d+-\w+)-slim/m.exec(read('Dockerfile'))?.[1];
    for (const { container, 'timeout-minutes': minutes, 'runs-on': machine } of jobs) {
      const image = typeof container === 'object' ? container.image : container;
      expect([node, undefined]).toContain(image);
      expect(minutes).toBeLessThanOrEqual(60);
      expect(machine).toMatch(/-\d+\.\d+$/);
    }
  });
});

it('has everything kept up to date that is pinned', () => {
  const { version, updates } = yaml('.github/dependabot.yml') as Dependabot;
  expect(version).toBe(2);
  expect(updates.map((update) => update['package-ecosystem'])).toEqual([
    'npm',
    'docker',
    'docker-compose',
    'github-actions',
  ]);
  const places = { npm: 'package.json', docker: 'Dockerfile', 'docker-compose': 'docker-compose.yml' };
  for (const place of Object.values(places)) expect(existsSync(path.join(root, place))).toBe(true);
  expect(updates.map(({ directory }) => directory)).toEqual(updates.map(() => '/'));
  expect(readdirSync(path.join(root, '.github/workflows'))).toEqual(['ci.yml']);
});
