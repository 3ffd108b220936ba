import { execFile, spawn, type ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from './support/read.js';
import { atEnd } from './support/teardown.js';

const root = path.join(import.meta.dirname, '..');

interface Said {
  code: number;
  out: string;
  errors: string;
}

function run(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Said> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1e8 };
    execFile(command, args, options, (error: ExecFileException | null, out, errors) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, out, errors });
    });
  });
}

const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
const npm = (args: readonly string[], cwd: string) => run('npm', [...args, ...quiet], cwd);

/** Another Node, as npm brings it: the package that `node` on npm would fetch in its install script. */
async function fetchNode(major: number, directory: string): Promise<string | undefined> {
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${process.platform}-${process.arch}`;
  const place = path.join(directory, `node-${major}`);
  await mkdir(place);
  await npm(['install', '--prefix', place, '--no-save', `${name}@${major}`], directory);
  const program = path.join(place, 'node_modules', name, 'bin/node');
  return existsSync(program) ? program : undefined;
}

const esm = `
  import { connect } from 'hopline/client';
  import { startProbe } from 'hopline/probe';
  import { watch } from 'hopline';
  console.log(typeof connect, typeof startProbe, typeof watch);
`;
const commonJs = `
  const { connect } = require('hopline/client');
  const { startProbe } = require('hopline/probe');
  const { watch } = require('hopline');
  console.log(typeof connect, typeof startProbe, typeof watch);
`;
const typed = `
  import { connect, type Call } from 'hopline/client';
  import { startProbe, type Probe } from 'hopline/probe';
  import { watch, type Watching } from 'hopline';
  export const call: Call = connect({ url: 'https://gateway.test' });
  export const probe: Probe | undefined = startProbe({ gateway: 'https://gateway.test' });
  export const watching = (server: object): Watching => watch(server, { port: 4601, adminToken: 'sixteen characters' });
  // @ts-expect-error: a gateway has to be named
  startProbe({});
`;

let directory: string;
let app: string;
let tarball: string;
/** Why nothing could be installed. */
let without = '';

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'hopline-package-'));
  app = path.join(directory, 'app');
  await mkdir(app);
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', directory], root);
  tarball = path.join(directory, packed.out.trim());
  await writeFile(path.join(app, 'package.json'), '{ "private": true }');
  const installed = await npm(['install', tarball], app);
  if (installed.code !== 0) without = installed.errors;
}, 300_000);
afterAll(() => rm(directory, { recursive: true }));

/** What a machine without a registry cannot try. */
function skipped(): boolean {
  if (without !== '') process.stderr.write(`skipped, the package cannot be installed here: ${without}\n`);
  return without !== '';
}

describe('the package', () => {
  it('is small, and brings few others along', async () => {
    expect((await stat(tarball)).size).toBeLessThan(2_000_000);
    if (skipped()) return;
    const lock = JSON.parse(await readFile(path.join(app, 'package-lock.json'), 'utf8')) as { packages: object };
    const installed = Object.keys(lock.packages).filter((place) => place !== '');
    process.stderr.write(`${(await stat(tarball)).size} bytes, ${installed.length} packages installed\n`);
    expect(installed.length).toBeLessThan(150);
  });

  it('has nothing in it but what runs, its types and what the licences of what is built in ask for', async () => {
    if (skipped()) return;
    const files = await readdir(path.join(app, 'node_modules/hopline'), { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'bin/hopline.js', 'dist/bundle/LICENSES.md', 'dist/client/probe.js']),
    );
    expect(files.filter((file) => /\.(?:map|ts)$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter((file) => /^(?:src|test|scripts|docs|dist\/server.*\.js$)/.test(file))).toEqual([]);
    const licences = await readFile(path.join(app, 'node_modules/hopline/dist/bundle/LICENSES.md'), 'utf8');
    const named = [...licences.matchAll(/^## (\S+) - \S+ \((.+)\)$/gm)];
    expect(named.map(([, name]) => name)).toEqual(expect.arrayContaining(['express', 'pino', 'redis', 'werift']));
    // What is built in is changed by that: no licence may ask for its sources.
    expect(
      named.filter(([, , licence = '']) => !/^(?:MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|Unlicense)$/.test(licence)),
    ).toEqual([]);
  });

  it.each(['nodenext', 'bundler'])('has types for %s', async (resolution) => {
    if (skipped()) return;
    const place = path.join(app, resolution);
    await mkdir(place);
    for (const file of resolution === 'nodenext' ? ['a.mts', 'a.cts'] : ['a.ts'])
      await writeFile(path.join(place, file), typed);
    const compilerOptions = {
      module: resolution === 'nodenext' ? 'nodenext' : 'esnext',
      moduleResolution: resolution,
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
      strict: true,
      noEmit: true,
    };
    await writeFile(path.join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { out } = await run(process.execPath, [tsc, '-p', place], place);
    expect(out).toBe('');
  });
});

it('says under an older Node which one it needs', async () => {
  const node = skipped() ? undefined : await fetchNode(20, directory);
  if (!node) return void process.stderr.write('skipped: no Node 20 can be had here\n');
  const { code, errors } = await run(node, [path.join(app, 'node_modules/hopline/bin/hopline.js')], app);
  expect(errors).toMatch(/^hopline needs Node 22\.15 or newer, and this is 20\.\d+\.\d+: https:\/\/nodejs\.org\n$/);
  expect(code).toBe(1);
}, 120_000);

describe.each([22, 24, 26])('the package under Node %i', (major) => {
  let node: string | undefined;
  let bin: string;
  beforeAll(async () => {
    node = without === '' ? await fetchNode(major, directory) : undefined;
    bin = path.join(app, 'node_modules/hopline/bin/hopline.js');
    if (!node) process.stderr.write(`skipped: no Node ${major} can be had here\n`);
  }, 120_000);

  it('loads as ES modules and as CommonJS', async () => {
    if (!node) return;
    await writeFile(path.join(app, 'a.mjs'), esm);
    await writeFile(path.join(app, 'a.cjs'), commonJs);
    for (const file of ['a.mjs', 'a.cjs'])
      expect(await run(node, [file], app)).toEqual({ code: 0, out: 'function function function\n', errors: '' });
  });

  it('says what it can, and answers what it cannot with status 2', async () => {
    if (!node) return;
    expect((await run(node, [bin, '--version'], app)).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run(node, [bin, '--help'], app)).out).toContain('hopline check URL');
    expect((await run(node, [bin, 'check', '--help'], app)).out).toContain('--every SECONDS');
    const wrong = await run(node, [bin, 'check', 'http://localhost:1', '--every', '1'], app);
    expect(wrong).toMatchObject({ code: 2, errors: expect.stringContaining('--every: must be at least 5') });
  });

  it('starts the gateway, has its pages and its probe, and makes a call through it', async () => {
    if (!node) return;
    const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', NODE_ENV: '' };
    const gateway = spawn(node, [bin], { cwd: app, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((end) => gateway.once('exit', end));
    atEnd(async () => {
      gateway.kill('SIGKILL');
      await ended;
    });
    let said = '';
    gateway.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const url = await until(
      () => Promise.resolve(/call page +(http\S+)\//.exec(said)?.[1] ?? ''),
      (found) => found !== '',
    );
    for (const page of [
      '/',
      '/console/',
      '/probe.js',
      '/hopline.js',
      '/api/docs/',
      '/api/docs/openapi.json',
      '/metrics',
    ])
      expect([page, (await fetch(`${url}${page}`)).status]).toEqual([page, 200]);

    const { code, out } = await run(node, [bin, 'check', url, '--json'], app);
    expect(JSON.parse(out)).toMatchObject({ ok: true, calls: [{ way: 'host', outcome: 'connected' }] });
    expect(code).toBe(0);
    gateway.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
