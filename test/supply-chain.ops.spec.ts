import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  builtIn,
  deliveredPlaces,
  licenceFault,
  licenceOf,
  locked,
  manifest,
  nameOf,
  originFault,
  type Locked,
} from './support/packages.js';

const root = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Bill {
  components: { 'bom-ref': string; hashes?: unknown[]; licenses?: unknown[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/** The name of the package, for what is more than types. */
const importOfPackage = /^(?:import|export) (?!type )(?:[^;']* from )?'((?:@[^/']+\/)?[^./'][^/']*)/gm;

/** The first cells of the table under a heading of docs/dependencies.md, and those without a reason. */
function documented(heading: string): { names: string[]; bare: string[] } {
  const section =
    read('docs/dependencies.md')
      .split(/^## /m)
      .find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` +\| (.*) \|$/gm)].map(([, name = '', why = '']) => ({ name, why }));
  return {
    names: rows.map(({ name }) => name),
    bare: rows.filter(({ why }) => why.trim() === '').map(({ name }) => name),
  };
}

/** Which packages of the lock file have a fault, and what it is. */
function faults(faultOf: (place: string, entry: Locked) => string | undefined): string[] {
  return locked.flatMap(([place, entry]) => {
    const fault = faultOf(place, entry);
    return fault === undefined ? [] : [`${place}: ${fault}`];
  });
}

describe('the dependencies', () => {
  const tools = Object.keys(manifest.devDependencies).filter((name) => !builtIn.includes(name));
  it.each([
    ['Installed', Object.keys(manifest.dependencies)],
    ['Built in', builtIn],
    ['For work on it', tools],
  ])('%s: each has its reason in the documentation', (heading, names) => {
    expect(documented(heading)).toEqual({ names: names.toSorted(), bare: [] });
  });

  it('are few where Hopline is installed', () => {
    expect(deliveredPlaces(false).size).toBeLessThan(150);
  });

  it('that are built in stand among what is for work on it, so that nobody installs them', () => {
    expect(builtIn.filter((name) => !Object.hasOwn(manifest.devDependencies, name))).toEqual([]);
  });

  it('are named by version', () => {
    const { dependencies, devDependencies, overrides } = manifest;
    const wanted = Object.entries({ ...overrides, ...dependencies, ...devDependencies });
    expect(wanted.filter(([, version]) => !/^(?:npm:[\w.-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('have everything that the gateway and the pages import among what is delivered', () => {
    const imported = ['src', 'protocol', 'client'].flatMap((room) =>
      readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.config.ts'))
        .flatMap((file) => [...read(path.join(room, file)).matchAll(importOfPackage)].map(([, name = '']) => name)),
    );
    expect(imported).toEqual(expect.arrayContaining(['@nestjs/core', 'socket.io-client', 'zod']));
    const delivered = [...Object.keys(manifest.dependencies), ...builtIn];
    const unnamed = imported.filter((name) => !name.startsWith('node:') && !delivered.includes(name));
    expect([...new Set(unnamed)]).toEqual([]);
  });
});

describe('the lock file', () => {
  it('has every package from the npm registry, with its hash', () => {
    expect(locked.length).toBeGreaterThan(100);
    expect(faults((_, entry) => originFault(entry))).toEqual([]);
  });

  it.each([
    [{ resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz', integrity: 'sha512-YQ==' }, undefined],
    [{ integrity: 'sha512-YQ==' }, undefined],
    [{ resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' }, 'has no SHA-512'],
    [{ integrity: 'sha1-YQ==' }, 'has no SHA-512'],
    [{ resolved: 'https://registry.npmjs.org.example/a.tgz', integrity: 'sha512-YQ==' }, 'is not from the registry'],
    [{ resolved: 'git+ssh://git@github.com/a/a.git#1', integrity: 'sha512-YQ==' }, 'is not from the registry'],
    [{ resolved: '../a', link: true }, 'is a directory'],
  ])('is asked where %j comes from: %s', (entry, fault) => {
    expect(originFault(entry)).toBe(fault);
  });

  it('has no package whose install script may run', () => {
    const scripted = locked.filter(([, { hasInstallScript: has }]) => has).map(([place]) => nameOf(place));
    const refused = Object.entries(manifest.allowScripts).filter(([, allowed]) => !allowed);
    expect(refused.map(([name]) => name)).toEqual([...new Set(scripted)].toSorted());
    expect(Object.values(manifest.allowScripts)).not.toContain(true);
  });

  it.each(['Dockerfile', 'scripts/install.mjs'])('is installed by %s without install scripts', (file) => {
    const installs = read(file)
      .split('\n')
      .filter((line) => /npm (?:ci|install|prune) |\['ci',/.test(line));
    expect(installs).not.toEqual([]);
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });

  it('has no package under a licence that we do not know', () => {
    const delivered = deliveredPlaces();
    expect(faults((place, entry) => licenceFault(licenceOf(place, entry), !delivered.has(place)))).toEqual([]);
  });

  it.each([
    ['MIT', false, undefined],
    ['(MIT OR CC0-1.0)', false, undefined],
    ['Apache-2.0 AND MIT', false, undefined],
    ['MPL-2.0', true, undefined],
    ['MPL-2.0', false, undefined],
    ['MIT AND GPL-3.0-only', false, 'MIT AND GPL-3.0-only, delivered'],
    ['AGPL-3.0-or-later', true, 'AGPL-3.0-or-later'],
    ['SEE LICENSE IN LICENSE.txt', false, 'SEE LICENSE IN LICENSE.txt, delivered'],
    ['UNLICENSED', true, 'UNLICENSED'],
    [undefined, false, 'no licence, delivered'],
  ])('judges the licence %s (tool: %s): %s', (licence, dev, fault) => {
    expect(licenceFault(licence, dev)).toBe(fault);
  });
});

it('lists what is delivered, all of it and nothing else, in the bill of materials', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'bill-'));
  const output = path.join(directory, 'sbom.json');
  try {
    const script = "import { sbom } from './scripts/sbom.mjs'; await sbom(process.argv[1]);";
    execFileSync(process.execPath, ['--input-type=module', '--eval', script, output], { cwd: root, stdio: 'pipe' });
    const bill = JSON.parse(readFileSync(output, 'utf8')) as Bill;
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'hopline' } } });
    const places = deliveredPlaces();
    const delivered = locked
      .filter(([place]) => places.has(place))
      .map(([place, { version }]) => `${nameOf(place)}@${version}`);
    expect(bill.components.map((part) => part['bom-ref']).toSorted()).toEqual([...new Set(delivered)].toSorted());
    expect(
      bill.components.filter(({ hashes = [], licenses = [] }) => hashes.length === 0 || licenses.length === 0),
    ).toEqual([]);
    const listed = new Set(bill.components.map((part) => part['bom-ref']));
    expect(bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((part) => !listed.has(part))).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
