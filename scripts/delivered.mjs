import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './child.mjs';

/**
 * Packages that the build puts into dist/bundle, with what they need themselves, or into the pages alone: they are
 * delivered, and not installed beside it. In package.json they stand among what is for work on it. What is left there as a dependency is installed.
 */
export const builtIn = [
  '@nestjs/platform-express',
  '@nestjs/platform-socket.io',
  'helmet',
  'http-proxy-3',
  'jose',
  'pino',
  'proxy-addr',
  'rate-limiter-flexible',
  'redis',
  'selfsigned',
  'uqr',
  'werift',
];

const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

/** Where in the lock file the package lies that one of a place gets under a name, as Node looks for it. */
function found(packages, place, name) {
  for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    const candidate = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (from === '') return undefined;
    if (!from.includes('/node_modules/')) from = '';
  }
}

/** The places in package-lock.json of every package that the named ones need, themselves included. */
function closure(packages, names) {
  const places = new Set();
  const add = (place) => {
    if (place === undefined || places.has(place)) return;
    places.add(place);
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = packages[place];
    const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers])
      add(found(packages, place, name));
  };
  for (const name of names) add(found(packages, '', name));
  return places;
}

/**
 * The places in package-lock.json of every package that is delivered: installed with Hopline and, unless they are left
 * out, built into it.
 */
export function deliveredPlaces(withBuiltIn = true) {
  const { packages } = readJson('package-lock.json');
  const installed = Object.keys(readJson('package.json').dependencies);
  return closure(packages, withBuiltIn ? [...installed, ...builtIn] : installed);
}
