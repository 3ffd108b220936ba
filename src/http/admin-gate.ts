import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { refusal } from '../../protocol/rejects.js';
import { isAdminPath, type Admin, type AdminAnswer } from '../entry/admin.js';
import { bearerOf } from '../entry/bearer.js';

/** Name of the cookie that a login leaves. */
export const sessionCookie = 'hopline-admin';

const refusals: Record<Exclude<AdminAnswer, 'open'>, { status: number; sentence: string }> = {
  closed: { status: 403, sentence: 'It is closed in production: set ADMIN_TOKEN, or ADMIN_PORT.' },
  elsewhere: { status: 404, sentence: 'It is served on the port that ADMIN_PORT says.' },
  'token-wanted': {
    status: 401,
    sentence: 'Send ADMIN_TOKEN as "Authorization: Bearer …", or log in at /console/login.html.',
  },
};

/** How often a token may be guessed. */
export interface GuessLimit {
  /** How long no token is looked at that comes from where this request does, in ms. */
  waitMs(request: IncomingMessage): number;
  /** One was not looked at: it is answered, and not at once. */
  refused(response: ServerResponse, answer: () => void): void;
  /** One was, and is wrong. */
  add(request: IncomingMessage): void;
}

/** What the gate and the login share. */
export interface AdminOffice {
  admin: Admin;
  /** Absent where there are no limits. */
  guesses: GuessLimit | undefined;
  /** Is the page that asks, where one does, one of the gateway itself? */
  ownPage: (request: IncomingMessage) => boolean;
  /** Told of each refusal. */
  refused: () => void;
}

export interface GateOptions extends AdminOffice {
  onOwnPort: (request: IncomingMessage) => boolean;
  /** Is the host that is asked for a name that no page of another site can have? */
  ownHost: (request: IncomingMessage) => boolean;
  /** Where people open the console, without a slash at the end; absent where it is not known. */
  consoleUrl: string | undefined;
  /** Where the call page is, for one who has come by the port of the console. */
  callPage: (request: Request) => string;
}

const foreignHost =
  'It is not served by this name, which might be that of a page: ask by address or as localhost, name it in ADMIN_HOSTS, or set ADMIN_TOKEN.';
const foreignPage = 'Only a page of the gateway itself may change anything here, or a program.';
const notJson = 'What changes anything has to be JSON: send "Content-Type: application/json".';
const reads = ['GET', 'HEAD', 'OPTIONS'];

/** The gate before the console, the API and the metrics; everything else passes by. */
export function adminGate(options: GateOptions): RequestHandler {
  const { admin, guesses, refused, onOwnPort, ownPage, ownHost, consoleUrl, callPage } = options;
  return (request: Request, response: Response, next: NextFunction) => {
    const refuse = (status: number, sentence: string) => {
      refused();
      response.status(status).json(refusal('admin-refused', sentence));
    };
    const own = onOwnPort(request);
    // What is open to anyone who reaches it is not to be reached by the page of another site.
    const exposed = admin.withoutToken && !ownHost(request);
    if (own && exposed) {
      refuse(403, foreignHost);
      return;
    }
    if (own && request.path === '/') {
      // The console links to the call page as if both were on one port.
      const { search } = new URL(request.originalUrl, 'http://localhost');
      response.redirect(302, search ? `${callPage(request)}${search}` : './console/');
      return;
    }
    // What a browser asks ahead of a request carries no token (Fetch standard, section 3.3.5).
    if (!isAdminPath(request.path) || request.method === 'OPTIONS') {
      next();
      return;
    }
    const given = bearerOf(request.headers.authorization);
    const answer = admin.answer({
      onOwnPort: own,
      bearer: given,
      session: sessionOf({ ownPage }, request),
    });
    if (answer === 'open') {
      if (exposed) refuse(403, foreignHost);
      else if (!reads.includes(request.method) && !ownPage(request)) refuse(403, foreignPage);
      else if (request.method === 'POST' && !request.is('application/json')) refuse(415, notJson);
      else next();
      return;
    }
    const asksForPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    response.set({ 'Cache-Control': 'no-store', Vary: 'Authorization, Cookie, Accept' });
    if (answer === 'token-wanted' && asksForPage) {
      response.redirect(302, loginOf(request));
      return;
    }
    // The links of the call page and of a copied diagnosis lead here.
    if (answer === 'elsewhere' && asksForPage && consoleUrl && /^\/console(?:[/?]|$)/.test(request.originalUrl)) {
      response.redirect(302, `${consoleUrl}${request.originalUrl}`);
      return;
    }
    if (answer === 'token-wanted' && given !== undefined) guesses?.add(request);
    const { status, sentence } = refusals[answer];
    if (status === 401) response.set('WWW-Authenticate', 'Bearer realm="hopline"');
    refuse(status, sentence);
  };
}

/** The login that a request shows. A cookie goes along with whatever a browser sends: it counts for the gateway's own pages only. */
export function sessionOf({ ownPage }: Pick<AdminOffice, 'ownPage'>, request: IncomingMessage): string | undefined {
  if (!ownPage(request)) return undefined;
  return new RegExp(`(?:^|; ?)${sessionCookie}=([\\w.-]{1,128})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1];
}

/** Relative, so that it holds behind a proxy that serves the gateway below a path. */
function loginOf({ path, originalUrl }: Request): string {
  const up = '../'.repeat(Math.max(0, path.split('/').length - 2)) || './';
  const [, handshake] = /^\/console\/handshakes\/([\w%-]+)$/.exec(path) ?? [];
  const next = handshake === undefined ? originalUrl.slice(1) : `console/?handshake=${handshake}`;
  return `${up}console/login.html?${new URLSearchParams({ next }).toString()}`;
}
