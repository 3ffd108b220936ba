import { startGateway, ownCertificate, type Gateway } from './bootstrap.js';
import { boundsOf } from './config/bounds.js';
import { ConfigError, readConfig, type Config } from './config/config.js';
import { networkAddresses } from './http/local-certificate.js';
import { watchedEveryMs } from './report-intake.js';
import { standardOutput } from './telemetry/standard-output.js';
import { startProxy, type Proxy } from './watch/proxy/start.js';
import { Watcher, type WatcherOptions } from './watch/watcher.js';

/** How long a server may take to hand on what it got, in ms, before that is late. */
const forwardMs = 3000;

/** What shows the calls of a watched server, and whom those between it and its pages tell what passes. */
export interface WatchContext {
  observer: Watcher;
  gateway: Gateway;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Starts what shows the calls of a watched server: console, API, metrics and the intake of reports, on a port of their own.
 *
 * @param env settings as the gateway has them in its environment, with `PORT` and `HOST`
 * @throws ConfigError naming the setting that breaks its rule
 */
export async function startWatchContext(
  env: Environment,
  watched: Pick<WatcherOptions, 'app' | 'seesAll' | 'isShared'>,
): Promise<WatchContext> {
  const config = watchConfig(env);
  let watcher: Watcher | undefined;
  const gateway = await startGateway(config, standardOutput(), (stream) => {
    watcher = new Watcher({ ...watched, stream, forwardMs, bounds: boundsOf(config) });
    return watcher;
  });
  if (!watcher) throw new Error('the gateway has not asked for the watcher');
  return { observer: watcher, gateway };
}

export interface WatchProxyOptions {
  /** Where the app is. */
  target: URL;
  /** Other origins that its pages talk to. */
  with: readonly URL[];
  /** Where the app is found from now on, and the console. */
  port: number;
  consolePort: number;
  host: string;
  /** With a certificate of this machine's own. */
  https: boolean;
  /** The probe is put into its pages. */
  probe: boolean;
}

/** An app that is watched from in front of it. */
export interface WatchedApp {
  readonly url: string;
  readonly consoleUrl: string;
  /** For a person: where to go. */
  readonly announcement: string;
  close(): Promise<void>;
}

/**
 * Stands in front of an app and shows its calls.
 *
 * @param env settings as the gateway has them in its environment
 * @throws ConfigError naming the setting that breaks its rule, or the port that is taken
 */
export async function startWatch(options: WatchProxyOptions, env: Environment): Promise<WatchedApp> {
  const { target, port, host, consolePort } = options;
  // Other devices see the app and report through it: what they say of each other is for this machine.
  const own = { PORT: String(consolePort), HOST: '127.0.0.1' };
  // Some pages may be open at the app itself, and are not seen.
  const context = await startWatchContext({ ...env, ...own }, { app: target.host, seesAll: false }).catch(
    taken(consolePort),
  );
  const { gateway, observer } = context;
  const consoleUrl = `${gateway.adminUrl}/console/`;
  const certificate = options.https ? await ownCertificate() : undefined;
  const proxy = await startProxy({
    target,
    with: options.with,
    port,
    host,
    ...(certificate && { https: certificate }),
    probe: options.probe && { scriptUrl: `${gateway.url}/probe.js` },
    observer,
    defect: observer.defect,
  }).catch(async (error: unknown) => {
    await gateway.close();
    return taken(port)(error);
  });
  return {
    url: proxy.url,
    consoleUrl,
    announcement: announcementOf(proxy, options, consoleUrl),
    close: async () => {
      await proxy.close();
      await gateway.close();
    },
  };
}

/** What leads a page to the ports of the other origins is put into it with the probe. */
const alone = '  With --no-probe nothing leads the pages there: what they say to the other origins is not seen.\n';

const row = (what: string, url: string): string => `  ${what.padEnd(10)} ${url}\n`;

function announcementOf(proxy: Proxy, { target, host, https, probe }: WatchProxyOptions, consoleUrl: string): string {
  const { port } = new URL(proxy.url);
  const isOpen = host === '0.0.0.0' || host === '::';
  const phones =
    isOpen && https ? networkAddresses().map((address) => row('on a phone', `https://${address}:${port}/`)) : [];
  return [
    `Hopline watches ${target.origin}. Open this in its place, on every device of the call:\n`,
    row('app', `${proxy.url}/`),
    ...phones,
    ...proxy.others.map((other) => row('', `${other.url} for ${other.target}`)),
    row('console', consoleUrl),
    proxy.others.length > 0 && !probe ? alone : '',
  ].join('');
}

/** A port that is taken is something that the user can mend. */
function taken(port: number): (error: unknown) => never {
  return (error) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
    throw new ConfigError(
      `Port ${port} cannot be listened on (${code}): choose another with --port or --console-port.`,
    );
  };
}

/** Longer than its server has before it is late: that names what happened, and a wait that is over would not. */
const patient = (wait: number) => Math.max(wait, forwardMs + 2000);

/** Nobody joins a room of a watcher, so nobody has to be let in. */
function watchConfig(env: Environment): Config {
  const config = readConfig({ AUTH_MODE: 'none', ...env });
  return {
    ...config,
    WAIT_OFFER_FORWARDED: patient(config.WAIT_OFFER_FORWARDED),
    WAIT_ANSWER_FORWARDED: patient(config.WAIT_ANSWER_FORWARDED),
    WAIT_CANDIDATES_EXCHANGED: patient(config.WAIT_CANDIDATES_EXCHANGED),
    // Probes report by themselves here, at intervals: see `everyMs` of a report's receipt.
    WAIT_REPORT: Math.max(config.WAIT_REPORT, 2 * watchedEveryMs),
  };
}
