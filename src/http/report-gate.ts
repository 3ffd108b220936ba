import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRequestException } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { refusal } from '../../protocol/rejects.js';

export interface ReportGateOptions {
  allowed: (request: IncomingMessage) => boolean;
  /** Told of each refusal. */
  refused: () => void;
}

/** Reports need no preflight, so that CORS alone would let every page's in: it only keeps the answer from it. */
export function reportGate({ allowed, refused }: ReportGateOptions): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (!/^\/reports\/?$/i.test(request.path) || request.method === 'OPTIONS' || allowed(request)) {
      next();
      return;
    }
    refused();
    response.status(403).json(refusal('origin-refused'));
  };
}

/** Reads a batch that came as text: the body may say `text/plain`, so that a page needs no preflight. */
export function readReports(request: { body?: unknown }, _response: unknown, next: () => void): void {
  if (typeof request.body === 'string') request.body = json(request.body);
  next();
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequestException('The body is not JSON.');
  }
}

/** A parser quotes what it could not read: its sender hears only that it could not. Express knows it by its four parameters. */
export function unreadableBody(
  error: { status?: number },
  _request: IncomingMessage,
  response: ServerResponse,
  _next: () => void,
): void {
  const statusCode = error.status ?? 400;
  response.writeHead(statusCode, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ statusCode, message: 'The body could not be read.' }));
}
