import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepare, root, say } from './child.mjs';

/**
 * Installs the locked dependencies when the lock file is not the one of the last install: the project's own, or those of
 * a directory that has a lock file for itself.
 */
export async function installDependencies(directory = '.') {
  const cwd = path.join(root, directory);
  const stamp = path.join(cwd, 'node_modules', '.hopline-lock');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(cwd, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say(`installing dependencies${directory === '.' ? '' : ` of ${directory}`}`);
  // The build tools are development dependencies, which NODE_ENV=production would leave out. No package needs its install
  // script, and older versions of npm do not read `allowScripts` in package.json.
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await prepare('npm ci', 'npm', args, { cwd });
  writeFileSync(stamp, lock);
}
