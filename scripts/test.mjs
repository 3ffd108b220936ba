import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { build } from './build.mjs';
import { exec, root } from './child.mjs';
import { installSystemPackages } from './system-packages.mjs';

/** Each plays a whole matrix of calls, ten at a time: nothing else runs beside it. */
const matrices = 'scenarios\\.spec\\.ts$';

/** Every suite but the matrices of scenarios, two at a time; with a path after `npm test --`, that one. */
export const test = (args) =>
  jest(args.some((arg) => !arg.startsWith('-')) ? args : [`--testPathIgnorePatterns=${matrices}`, ...args]);

/** The matrices of scenarios, one after the other. */
export const testScenarios = (args) => jest(['--runInBand', `--testPathPatterns=${matrices}`, ...args]);

/** Everything after `npm test --` goes to Jest as it is. */
async function jest(args) {
  await installSystemPackages();
  await build();
  // Given to Node rather than in NODE_OPTIONS: Jest hands them to its workers, and what the tests start stays as it is.
  const quiet = pathToFileURL(path.join(root, 'scripts/quiet-vm-modules.mjs')).href;
  const program = path.join(root, 'node_modules/jest/bin/jest.js');
  return exec('node', ['--experimental-vm-modules', '--import', quiet, program, ...args]);
}
