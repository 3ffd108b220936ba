import { clearStamps } from './build.mjs';
import { exec, isAskedToStop, stopOthers } from './child.mjs';

/** Server and call page are built again, and the server restarted, whenever a source changes; one of them ending ends both. */
export async function dev() {
  clearStamps();
  const watchers = [
    exec('nest', ['start', '--watch', '--preserveWatchOutput', '--no-shell']),
    exec('vite', ['build', '--watch', '--config', 'client/vite.config.ts', '--logLevel', 'warn']),
  ];
  const code = await Promise.race(watchers);
  stopOthers();
  await Promise.all(watchers);
  return isAskedToStop() ? 0 : code;
}
