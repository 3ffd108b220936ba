import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The tools of this project by their commands, and the package of each. */
const packages = {
  nest: '@nestjs/cli',
  oxlint: 'oxlint',
  prettier: 'prettier',
  tsc: 'typescript',
  vite: 'vite',
};

/**
 * What to start for a command: a program, and what stands before the arguments. Tools and npm are run by this very Node:
 * what lies in node_modules/.bin is a shell script on one system and a `.cmd` file on another, which needs a shell.
 *
 * @param {string} command
 * @param {{ platform?: string, node?: string, npm?: string | undefined }} [machine] `npm`: the script of npm, where npm
 *   has started this program
 * @returns {[program: string, ...args: string[]]}
 */
export function programOf(
  command,
  { platform = process.platform, node = process.execPath, npm = process.env.npm_execpath } = {},
) {
  if (command === 'node') return [node];
  if (command === 'npm') return npmOf(platform, node, npm);
  const name = packages[command];
  if (name === undefined) return [command];
  const { bin } = JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return [node, path.join(root, 'node_modules', name, typeof bin === 'string' ? bin : bin[command])];
}

function npmOf(platform, node, npm) {
  if (npm?.endsWith('npm-cli.js')) return [node, npm];
  // The installer of Node for Windows puts npm beside it.
  return platform === 'win32' ? [node, path.win32.join(node, '../node_modules/npm/bin/npm-cli.js')] : ['npm'];
}

/** The package that the npm package `node` would fetch in an install script, which some machines do not run. */
export function nodePackage(platform = process.platform, arch = process.arch) {
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/** Node, in that package. */
export const nodeIn = (platform = process.platform) => (platform === 'win32' ? 'bin/node.exe' : 'bin/node');
