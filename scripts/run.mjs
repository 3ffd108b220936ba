#!/usr/bin/env node
/**
 * What every npm script runs: whatever a command needs is put in place first, and only when it is missing.
 *
 * `engines` in package.json is for who installs Hopline as a package. Here Node 18 will do: where it is older than what
 * that says, this brings a newer one along.
 */
import { audit } from './audit.mjs';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { exec, Failure, prepare } from './child.mjs';
import { dev } from './dev.mjs';
import { installDependencies } from './install.mjs';
import { inRecentNode } from './node.mjs';
import { sbom } from './sbom.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { test, testAll, testRest, testScenarios, testWatch } from './test.mjs';
import { kinds } from './test-kinds.mjs';

/** Node runs TypeScript as it is, once it knows how imports are written here. */
const typescript = ['--experimental-strip-types', '--import', './scripts/typescript-imports.mjs'];

/** A program of bench/; `served` ones need the gateway or its pages built. */
const benchmark =
  (program, { flags = [], served = true, prepared = async () => {} } = {}) =>
  async (args) => {
    if (served) await build();
    await prepared();
    await prepare('building the benchmarks', 'tsc', ['--project', 'bench']);
    return exec('node', [...flags, `dist/bench/bench/${program}`, ...args]);
  };

const fuzzer =
  (program, flags = []) =>
  async (args) => {
    await build();
    await prepare('building the fuzzer', 'tsc', ['--project', 'test/fuzz']);
    return exec('node', [...flags, `dist/fuzz/test/fuzz/${program}`, ...args]);
  };

const commands = {
  async start(args) {
    await build();
    return exec('node', ['dist/bundle/main.js', ...args]);
  },
  /** The command of the package, in this clone. */
  async hopline(args) {
    await build();
    return exec('node', ['bin/hopline.js', ...args]);
  },
  test,
  'test:rest': testRest,
  'test:scenarios': testScenarios,
  'test:all': testAll,
  'test:watch': testWatch,
  /** What tests of every kind run beside Node. */
  async 'test:install'() {
    await installSystemPackages(kinds);
    return 0;
  },
  dev,
  async build() {
    await build();
    return 0;
  },
  check,
  format: () => exec('prettier', ['--write', '--log-level', 'warn', '.']),
  async scenarios(args) {
    await installSystemPackages(kinds);
    await build();
    await prepare('building the scenarios', 'tsc', ['--project', 'test/scenarios']);
    return exec('node', ['dist/scenarios/test/scenarios/run.js', ...args]);
  },
  bench: benchmark('relay.js', { prepared: () => installDependencies('bench') }),
  fuzz: fuzzer('run.js'),
  'fuzz:dearest': fuzzer('run-dearest.js', ['--expose-gc']),
  'bench:handshakes': benchmark('handshakes.js', { flags: ['--expose-gc'], served: false }),
  'bench:probe': benchmark('probe.js'),
  'bench:console': benchmark('console.js'),
  'bench:passing': benchmark('passing.js'),
  'bench:flood': benchmark('flood.js'),
  simulate: (args) => exec('node', [...typescript, 'tools/simulate/main.ts', ...args]),
  async soak(args) {
    await build();
    await prepare('building the soak', 'tsc', ['--project', 'tools/soak']);
    return exec('node', ['dist/soak/tools/soak/run.js', ...args]);
  },
  async demo() {
    await build();
    return exec('node', ['scripts/demo.mjs']);
  },
  async 'turn:check'(args) {
    await build();
    return exec('node', ['dist/server/tools/turn-check/main.js', ...args]);
  },
  async token(args) {
    // Not at the top: where it comes from is installed by then.
    const { token } = await import('./token.mjs');
    return token(args);
  },
  dashboards: (args) => exec('node', [...typescript, 'grafana/write.ts', ...args]),
  async screenshots(args) {
    await build();
    return exec('node', [...typescript, 'docs/screenshots/take.ts', ...args]);
  },
  async sbom() {
    await sbom();
    return 0;
  },
  'audit:delivered': audit,
  docs: (args) => exec('node', [...typescript, 'docs/write.ts', ...args]),
};

async function main([name, ...args]) {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (!command) throw new Failure(`Usage: node scripts/run.mjs ${Object.keys(commands).join(' | ')}`);
  return inRecentNode(async () => {
    await installDependencies();
    return command(args);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  if (error.message) console.error(error.message);
  process.exitCode = error.exitCode;
}
