import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { build } from './build.mjs';
import { exec, root } from './child.mjs';
import { installSystemPackages } from './system-packages.mjs';

/** Everything after `npm test --` goes to Jest as it is. */
export async function test(args) {
  await installSystemPackages();
  await build();
  // Given to Node rather than in NODE_OPTIONS: Jest hands them to its workers, and what the tests start stays as it is.
  const quiet = pathToFileURL(path.join(root, 'scripts/quiet-vm-modules.mjs')).href;
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  return exec('node', ['--experimental-vm-modules', '--import', quiet, jest, ...args]);
}
