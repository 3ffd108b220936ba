import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepare, root, say } from './child.mjs';

/** @type {(config: string, ...mode: string[]) => [command: string, args: string[]]} */
const vite = (config, ...mode) => ['vite', ['build', '--config', `client/${config}`, '--logLevel', 'warn', ...mode]];
/** In this order: the call page empties the directory that it shares with the probe. */
const pages = [
  vite('vite.config.ts'),
  vite('vite.probe.config.ts'),
  vite('vite.probe.config.ts', '--mode', 'log'),
  vite('vite.probe.config.ts', '--mode', 'redirect'),
];
/** In this order: the first empties the directory. */
const library = [vite('vite.lib.config.ts'), vite('vite.lib.config.ts', '--mode', 'probe')];
/** Everything that a browser loads. */
export const browserBuilds = [...pages, ...library];

const shared = ['protocol', 'package-lock.json', 'tsconfig.json'];
const parts = [
  {
    name: 'server',
    outputs: ['dist/server', 'dist/bundle'],
    inputs: [...shared, 'package.json', 'src', 'tools', 'tsconfig.build.json', 'nest-cli.json', 'scripts'],
    commands: [
      ['nest', ['build']],
      ['vite', ['build', '--config', 'scripts/vite.bundle.config.mjs', '--logLevel', 'warn']],
    ],
  },
  {
    name: 'call page and the probe',
    outputs: ['dist/client'],
    inputs: [...shared, 'client', 'docs', 'README.md'],
    commands: pages,
  },
  {
    name: 'client library',
    outputs: ['dist/lib'],
    inputs: [...shared, 'client'],
    commands: [...library, ['tsc', ['-p', 'client/tsconfig.lib.json']]],
  },
];

function files(input) {
  const absolute = path.join(root, input);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [input];
  return readdirSync(absolute, { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => files(path.join(input, entry.name)));
}

/** Contents, not times: a fresh clone and a changed branch have new times on old files. */
function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(files)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Beside the output, not in it: the gateway serves everything in dist/client. */
const stampOf = (part) => path.join(root, `${part.outputs[0]}.stamp`);

function isFresh(part, wanted) {
  const made = [...part.outputs.map((output) => path.join(root, output)), stampOf(part)];
  return made.every((place) => existsSync(place)) && readFileSync(stampOf(part), 'utf8') === wanted;
}

/** Forgets what was built: the watchers of `dev` write the same directories without a fingerprint. */
export function clearStamps() {
  for (const part of parts) rmSync(stampOf(part), { force: true });
}

/** Builds the parts whose sources are not those of the last build. */
export async function build() {
  const stale = parts
    .map((part) => ({ ...part, wanted: fingerprint(part.inputs) }))
    .filter((part) => !isFresh(part, part.wanted));
  if (stale.length === 0) return;
  say(`building the ${stale.map((part) => part.name).join(' and the ')}`);
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  await Promise.all(
    stale.map(async (part) => {
      rmSync(stampOf(part), { force: true });
      for (const command of part.commands) await prepare(`building the ${part.name}`, ...command);
      writeFileSync(stampOf(part), part.wanted);
    }),
  );
}
