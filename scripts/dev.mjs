import { browserBuilds, clearStamps } from './build.mjs';
import { exec, isAskedToStop, stopOthers } from './child.mjs';

/** Everything is built again, and the server restarted, whenever a source changes; one of the watchers ending ends all. */
export async function dev() {
  clearStamps();
  const watchers = [
    exec('nest', ['start', '--watch', '--preserveWatchOutput', '--no-shell']),
    // They share a directory: none may empty it under the others, nor under the gateway that serves it.
    ...browserBuilds.map(([command, args]) => exec(command, [...args, '--watch', '--no-emptyOutDir'])),
  ];
  const code = await Promise.race(watchers);
  stopOthers();
  await Promise.all(watchers);
  return isAskedToStop() ? 0 : code;
}
