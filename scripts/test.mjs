import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { build } from './build.mjs';
import { exec, root } from './child.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { kindOf, kinds, quick } from './test-kinds.mjs';

const rest = kinds.filter((kind) => !quick.includes(kind));
/** Each plays a whole matrix of calls, ten at a time: nothing else runs beside it. */
const matrices = '/scenarios\\.browser\\.spec\\.ts$';

/** Behind these stands the title of a test, no path. */
const titleFlags = ['-t', '--testNamePattern'];

/** The files that are meant by what stands after `npm test --`; as for Jest, a part of a path is enough. */
function named(args) {
  const specs = readdirSync(path.join(root, 'test'), { recursive: true })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => `test/${file.replaceAll(path.sep, '/')}`);
  const parts = args
    .filter((arg, index) => !arg.startsWith('-') && !titleFlags.includes(args[index - 1]))
    .map((arg) => arg.replaceAll(path.sep, '/'));
  return specs.filter((spec) => parts.some((part) => spec.includes(part) || part.endsWith(spec)));
}

/** What needs no more than a minute or two: see test-kinds.mjs. With a path after `npm test --`, that one, of any kind. */
export async function test(args) {
  const files = named(args);
  return files.length > 0 ? jest(new Set(files.map(kindOf)), args) : jest(quick, args);
}

/** Whatever `npm test` leaves out, two at a time, but for the matrices of scenarios. */
export const testRest = (args) => jest(rest, [`--testPathIgnorePatterns=${matrices}`, ...args]);

/** The matrices of scenarios, one after the other. */
export const testScenarios = (args) => jest(['browser'], ['--runInBand', `--testPathPatterns=${matrices}`, ...args]);

/** Every test there is; a part that has failed does not keep the others from being run. */
export async function testAll(args) {
  const codes = [];
  for (const part of [test, testRest, testScenarios]) codes.push(await part(args));
  return codes.find((code) => code !== 0) ?? 0;
}

/** Runs what a change touches, whenever a file is saved; Jest says on the screen how to choose. */
export const testWatch = (args) => test(['--watch', ...args]);

/** Everything after `npm test --` goes to Jest as it is. */
async function jest(wanted, args) {
  const selected = [...wanted];
  await installSystemPackages(selected);
  if (selected.some((kind) => kind !== 'unit')) await build();
  // Given to Node rather than in NODE_OPTIONS: Jest hands them to its workers, and what the tests start stays as it is.
  const quiet = pathToFileURL(path.join(root, 'scripts/quiet-vm-modules.mjs')).href;
  const program = path.join(root, 'node_modules/jest/bin/jest.js');
  return exec('node', [
    '--experimental-vm-modules',
    '--import',
    quiet,
    program,
    ...args,
    '--selectProjects',
    ...selected,
  ]);
}
