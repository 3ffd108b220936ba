import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** Read when it runs: there are no types of it. */
const script: string = '../scripts/sbom.mjs';
const { billOfMaterials } = (await import(script)) as { billOfMaterials: string };

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
  updates: { 'package-ecosystem': string; directory: string }[];
}

const ci = '.github/workflows/ci.yml';
const text = read(ci);
const workflow = yaml(ci) as Workflow;
const jobs = Object.values(workflow.jobs);
const steps = jobs.flatMap((job) => job.steps);
const commands = steps.flatMap(({ run }) => run ?? []);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('the workflow', () => {
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
    expect(kept.map((place) => path.join(root, String(place)))).toEqual([billOfMaterials]);
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

/** Directories that have a file of that name, as Dependabot names them. */
const directoriesWith = (inside: string): string[] =>
  ['.', ...readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []))]
    .filter((directory) => directory !== 'node_modules' && existsSync(path.join(root, directory, inside)))
    .map((directory) => (directory === '.' ? '/' : `/${directory}`));

it('has everything kept up to date that is pinned, wherever that is', () => {
  const pinned = {
    npm: directoriesWith('package-lock.json'),
    docker: directoriesWith('Dockerfile'),
    'docker-compose': directoriesWith('docker-compose.yml'),
    'github-actions': directoriesWith('.github/workflows'),
    devcontainers: directoriesWith('.devcontainer'),
  };
  const { updates } = yaml('.github/dependabot.yml') as Dependabot;
  const kept = updates.map((update) => `${update['package-ecosystem']} ${update.directory}`);
  const wanted = Object.entries(pinned).flatMap(([what, places]) => places.map((place) => `${what} ${place}`));
  expect(kept.toSorted()).toEqual(wanted.toSorted());
});
