import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { rateLimited } from '../../protocol/rejects.js';
import { isAdminPath } from '../entry/admin.js';
import { bearerOf } from '../entry/bearer.js';
import { sessionOf, type AdminOffice, type GuessLimit } from './admin-gate.js';

const login = /^\/console\/login\/?$/i;

/**
 * Answers requests with a token from an address that has guessed too often, before anything is done for them. A browser
 * that is logged in needs no token, and passes.
 */
export function guessGate(office: AdminOffice): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (!isGuess(office, request) || !guessesLater(office.guesses, request, response)) next();
  };
}

/** Is no token looked at that comes from where this request does? It has been answered then. */
export function guessesLater(
  guesses: GuessLimit | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const waitMs = guesses?.waitMs(request) ?? 0;
  if (waitMs <= 0) return false;
  guesses?.refused(response, () => answerLater(response, waitMs));
  return true;
}

/** Nothing was looked at (RFC 6585, section 4). There may be thousands of these: each is written at once. */
function answerLater(response: ServerResponse, waitMs: number): void {
  const body = JSON.stringify(rateLimited(waitMs));
  response.writeHead(429, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Retry-After': Math.ceil(waitMs / 1000),
  });
  response.end(body);
}

function isGuess(office: AdminOffice, request: Request): boolean {
  const { method, path, headers } = request;
  if (method === 'POST' && login.test(path)) return true;
  // What a browser asks ahead of a request carries no token (Fetch standard, section 3.3.5).
  if (method === 'OPTIONS' || bearerOf(headers.authorization) === undefined || !isAdminPath(path)) return false;
  const withoutIt = { onOwnPort: true, bearer: undefined, session: sessionOf(office, request) };
  return office.admin.answer(withoutIt) !== 'open';
}
