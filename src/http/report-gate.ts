import type { IncomingMessage } from 'node:http';
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
