import type { IncomingMessage, ServerResponse } from 'node:http';
import { rateLimited } from '../../protocol/rejects.js';
import type { Addresses } from './addresses.js';
import type { RefusalLog } from './refusal-log.js';
import type { Window } from './windows.js';

export interface RequestLimitOptions {
  addresses: Addresses;
  reports: Window;
  api: Window;
  refusalLog: RefusalLog;
}

/** Middleware as Express 5 takes it. */
export type RequestLimits = (request: IncomingMessage, response: ServerResponse, next: () => void) => Promise<void>;

/** What costs more than a file to answer. Health is asked by who starts and stops the gateway, and must always answer. */
const api = /^\/(?:api|ice-servers|metrics)(?:[/?]|$)/i;
const reports = /^\/reports(?:[/?]|$)/i;

/** Limits the requests of an address to the API and to the intake of reports; refused with 429 (RFC 6585, section 4). */
export function limitRequests({ addresses, refusalLog, ...windows }: RequestLimitOptions): RequestLimits {
  return async (request, response, next) => {
    const url = request.url ?? '';
    const limit = api.test(url) ? 'api' : reports.test(url) ? 'reports' : undefined;
    if (limit === undefined) return next();
    const { waitMs } = await windows[limit].take(addresses.of(request));
    if (waitMs === 0) return next();
    refusalLog.enter(limit, 'requested', 'rate-limited');
    return tooMany(response, waitMs);
  };
}

/** Answers that it was too much, and when to ask again. */
export function tooMany(response: ServerResponse, waitMs: number): void {
  const body = { statusCode: 429, error: 'Too Many Requests', ...rateLimited(waitMs) };
  response.writeHead(429, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Retry-After': String(Math.ceil(waitMs / 1000)),
  });
  response.end(JSON.stringify(body));
}
