import type { IncomingMessage } from 'node:http';
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

export interface GateOptions {
  admin: Admin;
  onOwnPort: (request: IncomingMessage) => boolean;
  /** Is the page that asks, where one does, one of the gateway itself? */
  ownPage: (request: IncomingMessage) => boolean;
  /** Told of each refusal. */
  refused: () => void;
}

/** The door before the console, the API and the metrics; everything else passes by. */
export function adminGate({ admin, onOwnPort, ownPage, refused }: GateOptions): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const own = onOwnPort(request);
    if (own && request.path === '/') {
      response.redirect(302, './console/');
      return;
    }
    // What a browser asks ahead of a request carries no token (Fetch standard, section 3.3.5).
    if (!isAdminPath(request.path) || request.method === 'OPTIONS') {
      next();
      return;
    }
    const answer = admin.answer({
      onOwnPort: own,
      bearer: bearerOf(request.headers.authorization),
      // A cookie goes along with whatever a browser sends, so that it counts for the gateway's own pages only.
      session: ownPage(request) ? cookieOf(request.headers.cookie) : undefined,
    });
    if (answer === 'open') {
      next();
      return;
    }
    const asksForPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    response.set({ 'Cache-Control': 'no-store', Vary: 'Authorization, Cookie, Accept' });
    if (answer === 'token-wanted' && asksForPage) {
      response.redirect(302, loginOf(request));
      return;
    }
    refused();
    const { status, sentence } = refusals[answer];
    if (status === 401) response.set('WWW-Authenticate', 'Bearer realm="hopline"');
    response.status(status).json(refusal('admin-refused', sentence));
  };
}

function cookieOf(header = ''): string | undefined {
  return new RegExp(`(?:^|; ?)${sessionCookie}=([\\w.-]{1,128})(?:;|$)`).exec(header)?.[1];
}

/** Relative, so that it holds behind a proxy that serves the gateway below a path. */
function loginOf({ path, originalUrl }: Request): string {
  const up = '../'.repeat(Math.max(0, path.split('/').length - 2)) || './';
  const [, handshake] = /^\/console\/handshakes\/([\w%-]+)$/.exec(path) ?? [];
  const next = handshake === undefined ? originalUrl.slice(1) : `console/?handshake=${handshake}`;
  return `${up}console/login.html?${new URLSearchParams({ next }).toString()}`;
}
