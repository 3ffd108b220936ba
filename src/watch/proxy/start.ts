import { createServer as createPlainServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { OnDefect } from '../../hops/hop-stream.js';
import type { Observer } from '../observed.js';
import { carefully } from './conversation.js';
import { EngineSessions } from './engine-sessions.js';
import { isOwnName, Origins, type Route, type PublicAddress } from './origins.js';
import { OwnFiles } from './own-files.js';
import { PageOpener } from './page-opener.js';
import { passUpgrade } from './upgrades.js';
import { Web } from './web.js';

export interface ProxyOptions {
  /** The origin of the app. */
  target: URL;
  /** Other origins that its pages talk to. */
  with: readonly URL[];
  /** Where the app is found from now on; 0 takes a free one. */
  port: number;
  host: string;
  /** In PEM: pages are served over TLS. */
  https?: { key: string; cert: string };
  /**
   * Where the probe's script is, at the console's server, which has `redirect.js`, `probe-log.js` and `reports` beside it.
   * `false` leaves pages as they are: then nothing in them leads to the other origins' ports either.
   */
  probe: false | { scriptUrl: string };
  observer: Observer;
  defect: OnDefect;
}

export interface Proxy {
  /** Where the app is found. */
  readonly url: string;
  /** The other origins, in their order, and where they are found. */
  readonly others: readonly { readonly target: string; readonly url: string }[];
  close(): Promise<void>;
}

/**
 * Stands in front of an app: passes HTTP and WebSockets, tells the observer what they carry, and puts the probe into pages.
 *
 * @throws what `listen` does, such as EADDRINUSE
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { target, host, port, https, probe, defect } = options;
  const routes = [target, ...options.with].map((one): Route => ({ target: new URL(one.origin), port: 0 }));
  const origins = new Origins(routes);
  const observer = carefully(options.observer, defect);
  const sessions = new EngineSessions(observer);
  const own = probe ? new OwnFiles(probe.scriptUrl) : undefined;
  const web = new Web({ origins, sessions, own, pages: probe ? new PageOpener(origins) : undefined });
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const close = async () => {
    sessions.close();
    const closed = servers.map((server) => new Promise((done) => server.close(done)));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  const seenBy = (route: Route, request: IncomingMessage): PublicAddress => {
    const isSecure = https !== undefined || request.headers['x-forwarded-proto'] === 'https';
    const { host: name = route.target.host } = request.headers;
    return {
      route,
      host: name,
      isOwn: isOwnName(name) || name.startsWith(`${host}:`),
      protocol: isSecure ? 'https:' : 'http:',
    };
  };
  try {
    for (const route of routes) {
      const server = serverOf(https, (request, response) => web.pass(request, response, seenBy(route, request)));
      servers.push(server);
      server.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      server.on('upgrade', (request, socket: Socket, head) => {
        socket.setNoDelay(true).setTimeout(0);
        passUpgrade(request, socket, head, seenBy(route, request), { origins, observer, sessions });
      });
      route.port = await listen(server, route === routes[0] ? port : 0, host);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const [main = '', ...rest] = routes.map((route) => urlOf(host, route.port, https !== undefined));
  return { url: main, others: rest.map((url, at) => ({ target: options.with[at]?.origin ?? '', url })), close };
}

function serverOf(https: ProxyOptions['https'], listener: RequestListener): Server {
  // What takes long is the app's to end, and so are cookies of everything that ever ran on this host.
  const limits = { requestTimeout: 0, maxHeaderSize: 65_536 };
  return https ? createTlsServer({ ...limits, ...https }, listener) : createPlainServer(limits, listener);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** An address that a browser can be given: one that means every address of this machine is none. */
function urlOf(host: string, port: number, isSecure: boolean): string {
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host)
    ? 'localhost'
    : host.includes(':')
      ? `[${host}]`
      : host;
  return `http${isSecure ? 's' : ''}://${name}:${port}`;
}
