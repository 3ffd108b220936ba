import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { exec, Failure, prepare, root, say } from './child.mjs';
import { nodeIn, nodePackage } from './programs.mjs';

/** OpenTelemetry 3 and the Nest 12 tools need it. */
const oldest = [22, 15];

function isRecent(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

async function install(directory, node) {
  const wanted = readFileSync(path.join(root, '.nvmrc'), 'utf8').trim();
  say(
    `Node ${process.versions.node} is older than ${oldest.join('.')}: fetching Node ${wanted} into .cache/node, once`,
  );
  mkdirSync(directory, { recursive: true });
  const args = ['install', '--prefix', directory, '--no-save', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await prepare('fetching Node', 'npm', [...args, `${nodePackage()}@${wanted}`]);
  if (!existsSync(node))
    throw new Failure(`hopline: please install Node ${wanted} (https://nodejs.org) and try again.`);
}

/** Runs the work here, or starts this same command over in a Node that is recent enough. */
export async function inRecentNode(work) {
  if (isRecent(process.versions.node)) return work();
  const directory = path.join(root, '.cache', 'node');
  const node = path.join(directory, 'node_modules', nodePackage(), nodeIn());
  if (!existsSync(node)) await install(directory, node);
  return exec(node, process.argv.slice(1), { cwd: process.cwd() });
}
