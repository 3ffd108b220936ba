import type { Gateway } from './bootstrap.js';
import { startGateway } from './bootstrap.js';
import { readConfig, type Config } from './config/config.js';
import { standardOutput } from './telemetry/standard-output.js';
import type { Observer } from './watch/observed.js';
import { Watcher, type WatcherOptions } from './watch/watcher.js';

/** How long a server may take to hand on what it got, in ms, before that is told as late. */
const forwardMs = 3000;

/** A server that is watched, with the console that shows it. */
export interface WatchHouse {
  observer: Observer;
  gateway: Gateway;
}

/**
 * Starts what shows the calls of a watched server: console, API, metrics and the intake of reports, on a port of their own.
 *
 * @param env settings as the gateway has them, in its environment
 */
export async function startWatchHouse(
  env: Record<string, string | undefined>,
  watched: Pick<WatcherOptions, 'app' | 'seesAll'>,
): Promise<WatchHouse> {
  const config = watchConfig(env);
  let watcher: Watcher | undefined;
  const gateway = await startGateway(config, standardOutput(), (stream) => {
    watcher = new Watcher({ ...watched, stream, forwardMs });
    return watcher;
  });
  if (!watcher) throw new Error('the watcher was not asked for');
  return { observer: watcher, gateway };
}

/** Longer than its server has before it is told as late: that names what happened, and a wait that is over would not. */
const patient = (wait: number) => Math.max(wait, forwardMs + 2000);

/** Nobody joins a room of a watcher, so nobody has to be let in. */
function watchConfig(env: Record<string, string | undefined>): Config {
  const config = readConfig({ AUTH_MODE: 'none', ...env });
  return {
    ...config,
    WAIT_OFFER_FORWARDED: patient(config.WAIT_OFFER_FORWARDED),
    WAIT_ANSWER_FORWARDED: patient(config.WAIT_ANSWER_FORWARDED),
  };
}
