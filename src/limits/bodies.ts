import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '../../protocol/limits.js';
import type { AddressLimiters } from './address-limiter.js';
import type { Addresses } from './addresses.js';
import type { RefusalLog } from './refusal-log.js';
import { tooMany } from './requests.js';

export interface BodyLimitOptions {
  addresses: Addresses;
  together: AddressLimiters;
  refusalLog: RefusalLog;
}

/** Middleware, of Express and of Engine.IO alike. */
export type BodyLimits = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const againMs = 1000;

/** Counts the bodies that an address is sending as kept for it, whole from their beginning: a body may come byte by byte. */
export function limitBodies({ addresses, together, refusalLog }: BodyLimitOptions): BodyLimits {
  return (request, response, next) => {
    const bytes = bodyBytes(request);
    // A response that has closed already would never release what is held for it.
    if (bytes === 0 || response.destroyed) return next();
    const from = addresses.of(request);
    const address = together.enter(from);
    response.once('close', () => {
      address.hold(-bytes);
      together.leave(from);
    });
    if (address.hold(bytes)) return next();
    refusalLog.enter('held', 'requested', 'rate-limited');
    response.setHeader('Connection', 'close');
    tooMany(response, againMs);
  };
}

/** What a body may become: what is over the largest bound is refused by the one that reads it. */
function bodyBytes({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return limits.frameBytes;
  return Math.min(Number(headers['content-length'] ?? 0) || 0, limits.frameBytes);
}
