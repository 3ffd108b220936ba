import { ServerResponse, type IncomingMessage } from 'node:http';
import path from 'node:path';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Where the page of the OpenAPI document lies, whose style sheet has pictures in it. */
const documents = /^\/api\/docs(?:\/|$)/i;

/**
 * What every answer says to browsers: everything on a page comes from the gateway itself and as a file (Content
 * Security Policy Level 3), no other page may frame or embed it, and nothing says where a reader came from. Whether TLS
 * is there for good is for the proxy to say that ends it, so for the domains below this one nothing is said.
 */
export function securityHeaders(): RequestHandler {
  const [pages, documentPages] = [policy([]), policy(['data:'])];
  return (request: Request, response: Response, next: NextFunction) =>
    (documents.test(request.path) ? documentPages : pages)(request, response, next);
}

type Header = readonly [name: string, value: string | number | readonly string[]];

/** The same for an answer to a report, made once for a host: that of one request is mostly that of the one before. */
export function reportHeaders(): (request: IncomingMessage) => readonly Header[] {
  const set = policy([]);
  let known: { host: string | undefined; headers: readonly Header[] } | undefined;
  return (request) => {
    const { host } = request.headers;
    if (!known || known.host !== host) {
      const response = new ServerResponse(request);
      set(request, response, () => undefined);
      known = { host, headers: response.getHeaderNames().map((name) => [name, response.getHeader(name) ?? '']) };
    }
    return known.headers;
  };
}

function policy(pictures: string[]): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", ...pictures],
        mediaSrc: ["'self'"],
        connectSrc: ["'self'", ownWebSockets],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: { includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
}

/** Not every browser takes `'self'` for a WebSocket to the same host (Safari before 15.4). */
function ownWebSockets({ headers: { host = '' } }: IncomingMessage): string {
  return /^[\w.-]+(?::\d+)?$|^\[[\da-f:]+\](?::\d+)?$/i.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

/**
 * Headers of a file that is served as it is. The probe is for pages of any origin, and its log is a module, which a browser
 * loads under CORS only; the documentation is shown, and not saved as a file.
 */
export function fileHeaders(response: ServerResponse, file: string): void {
  if (file.endsWith('.md')) response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  if (!/^probe(?:-log)?\.js$/.test(path.basename(file))) return;
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}
