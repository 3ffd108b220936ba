import type { IncomingMessage } from 'node:http';

/** Ahead of every path of the proxy's own. */
export const ownPath = '/__hopline/';
/** What a page needs of the console's server, and nothing else that this has. */
const passed = /^(?:probe|probe-log|redirect)\.js$|^reports$/;

/** The probe's script and where it sends its reports: of the page's own origin, and passed to the console's server. */
export class OwnFiles {
  readonly origin: URL;
  private readonly base: string;

  /** @param scriptUrl of the probe's script, beside which the rest is */
  constructor(scriptUrl: string) {
    this.origin = new URL('/', scriptUrl);
    this.base = new URL('.', scriptUrl).pathname;
  }

  /** @returns the path at the console's server */
  find(url: string): string | undefined {
    if (!url.startsWith(ownPath)) return undefined;
    const [path = '', ...query] = url.slice(ownPath.length).split('?');
    return passed.test(path) ? [this.base + path, ...query].join('?') : undefined;
  }

  /** The console's server learns nothing of the app's cookies, and sees the page as one of its own. */
  prepare(request: IncomingMessage, path: string): void {
    const { headers } = request;
    const { host = '', origin } = headers;
    request.url = path;
    headers.host = this.origin.host;
    if (origin?.replace(/^https?:\/\//, '') === host) headers.origin = this.origin.origin;
    headers['x-forwarded-for'] = request.socket.remoteAddress;
    for (const name of ['cookie', 'authorization', 'referer']) delete headers[name];
  }

  headers(answer: IncomingMessage): string[] {
    return ['content-type', 'content-length', 'content-encoding', 'cache-control', 'etag', 'retry-after'].flatMap(
      (name) => {
        const value = answer.headers[name];
        return typeof value === 'string' ? [name, value] : [];
      },
    );
  }
}
