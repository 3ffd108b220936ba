import { startWatchContext } from './start-watch.js';
import { observeSocketIo, type SocketIoServer } from './watch/in-process/socket-io.js';
import { observeWebSockets, type ServingSockets } from './watch/in-process/web-sockets.js';

/** How the console of a watched server is reached. */
export interface WatchOptions {
  /** Port of the console, the API, the metrics and the reports of probes; 4601 unless this names another. 0 takes a free one. */
  port?: number;
  /** Address that it listens on; this machine only, unless this names another. */
  host?: string;
  /** Opens the console; in production it is closed without one. At least 16 characters. */
  adminToken?: string;
  /** How the app is called where no room is plain to see. */
  name?: string;
  /** Other processes have some of the people of this server, as with an adapter: nothing is blamed that is not seen here. */
  others?: boolean;
}

/** A server that is watched. */
export interface Watching {
  /** Resolves to the address of the console; rejects where the watcher could not start, which harms nobody else. */
  ready: Promise<string>;
  close(): Promise<void>;
}

/**
 * Watches the calls whose signaling passes through a Socket.IO server (2 to 4) or a WebSocket server of the library `ws`.
 * Prints where the console is. The server sends and gets what it would without; a failure of the watcher is printed, and
 * goes no further.
 *
 * @throws TypeError where it is neither
 */
export function watch(server: object, options: WatchOptions = {}): Watching {
  const observe = observerOf(server);
  const started = startWatchContext(
    {
      ...process.env,
      PORT: String(options.port ?? 4601),
      HOST: options.host ?? '127.0.0.1',
      ...(options.adminToken !== undefined && { ADMIN_TOKEN: options.adminToken }),
    },
    { app: options.name ?? 'app', seesAll: true, isShared: options.others === true || hasAdapter(server) },
  );
  const ready = started.then(({ observer, gateway }) => {
    observe(observer);
    const console = `${gateway.adminUrl}/console/`;
    process.stdout.write(`Hopline watches. Console: ${console}\n`);
    return console;
  });
  ready.catch((error: unknown) => {
    process.stderr.write(`Hopline does not watch: ${error instanceof Error ? error.message : 'it could not start'}\n`);
  });
  return {
    ready,
    close: () => started.then(({ gateway }) => gateway.close()),
  };
}

function observerOf(server: object): (observer: Parameters<typeof observeSocketIo>[1]) => void {
  if (isSocketIo(server)) return (observer) => observeSocketIo(server, observer);
  if (isWebSockets(server)) return (observer) => observeWebSockets(server, observer);
  throw new TypeError('watch: takes a Socket.IO server, or a WebSocket server of the library ws');
}

const isSocketIo = (server: object): server is SocketIoServer =>
  'of' in server && typeof server.of === 'function' && 'on' in server;

const isWebSockets = (server: object): server is ServingSockets =>
  'handleUpgrade' in server && typeof server.handleUpgrade === 'function' && 'on' in server;

/** Only the adapter in memory keeps everybody in this process. */
function hasAdapter(server: object): boolean {
  if (!('sockets' in server)) return false;
  const { adapter } = server.sockets as { adapter?: object };
  return adapter !== undefined && !/^(?:InMemory|SessionAware)?Adapter$/.test(adapter.constructor.name);
}
