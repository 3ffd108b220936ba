import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
  hasInstallScript?: boolean;
}
export interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  overrides: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

const root = path.join(import.meta.dirname, '../..');
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

/** Read when it runs: there are no types of it. */
const script: string = '../../scripts/delivered.mjs';
/** Packages that are built in, and where in the lock file everything lies that is delivered. */
export const { builtIn, deliveredPlaces } = (await import(script)) as {
  builtIn: readonly string[];
  deliveredPlaces: (withBuiltIn?: boolean) => ReadonlySet<string>;
};
export const manifest = readJson('package.json') as Manifest;
const lock = readJson('package-lock.json') as { packages: Record<string, Locked> };

/** Every package of the lock file by the place where it is installed, the project itself left out. */
export const locked = Object.entries(lock.packages).filter(([place]) => place !== '');

/** What a package in `node_modules/a/node_modules/b` is called: `b`. */
export const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 13);

/** What is wrong with where a package comes from; nothing if it is the npm registry's, with its hash. */
export function originFault({ resolved, integrity, link }: Locked): string | undefined {
  if (link) return 'is a directory';
  // No address: npm asks its registry for the name and the version, and the hash decides.
  if (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')) return 'is not from the registry';
  return integrity?.startsWith('sha512-') ? undefined : 'has no SHA-512';
}

const permissive = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Python-2.0', 'Unlicense'];
/** MPL asks for the sources of changed files: what is delivered is installed as it was published. */
const delivered = new Set([...permissive, 'MPL-2.0']);
/** Of these nothing is delivered: CC-BY asks for a name under the data. */
const tools = new Set([...delivered, 'BlueOak-1.0.0', 'CC-BY-4.0']);
/** Packages of Socket.IO 2, from before npm asked for it: their licence stands nowhere, or in their Readme. A test runs them, nothing is delivered. */
const unstated: Record<string, string> = { 'component-bind': 'MIT', 'component-inherit': 'MIT', indexof: 'MIT' };

/** One of the alternatives of an SPDX expression has to be allowed in all its parts. What is more involved is not. */
export function licenceFault(licence: string | undefined, dev: boolean): string | undefined {
  const allowed = dev ? tools : delivered;
  const alternatives = licence?.replace(/^\((.*)\)$/, '$1').split(' OR ') ?? [];
  const fits = alternatives.some((all) => all.split(' AND ').every((id) => allowed.has(id)));
  return fits ? undefined : `${licence ?? 'no licence'}${dev ? '' : ', delivered'}`;
}

/** The licence that a package states itself; in old ones it is a list of names and addresses. */
export function licenceOf(place: string, { license }: Locked): string | undefined {
  if (license !== undefined) return license;
  const { licenses = [] } = readJson(`${place}/package.json`) as { licenses?: { type: string }[] };
  if (licenses.length === 0) return unstated[nameOf(place)];
  return licenses.map(({ type }) => type).join(' OR ');
}
