import type { IncomingMessage, ServerResponse } from 'node:http';
import { reportLimits } from '../../protocol/reports.js';
import { BoundedMap } from '../bounds/bounded-map.js';
import type { Addresses } from './addresses.js';
import { Bucket } from './bucket.js';
import type { RefusalLog } from './refusal-log.js';
import { KeptBack } from './kept-back.js';
import { tooMany } from './requests.js';

export interface StrangerLimitOptions {
  addresses: Addresses;
  /** Reports a second of an address. */
  perSecond: number;
  /** Addresses of which the share is known. */
  limit: number;
  /** Is the page of this batch somebody's? The batch is what JSON it was, and may be anything. */
  isKnown: (batch: unknown) => boolean;
  refusalLog: RefusalLog;
}

/** Middleware behind the parser of the body. */
export type StrangerLimits = (
  request: IncomingMessage & { body?: unknown },
  response: ServerResponse,
  next: () => void,
) => void;

/**
 * Reports of an address that are taken at once: ten full batches, which nobody makes who makes a call, or the first ones of
 * a hundred pages, with some five reports each.
 */
const burst = 10 * reportLimits.perBatch;

/**
 * Limits the reports of pages that have proved nothing, by address: those who are no participants can send them without end,
 * and each is parsed, looked up and held. So it is decided before that, and a batch that is not well-formed costs as much.
 *
 * A page is a stranger until its participant is in a room or, over polling, until a description that it speaks of was
 * relayed: for one or two of the batches that it sends in a call, with some five reports in each. As many a second as
 * LIMIT_REPORTS lets through, 50, are 250 reports: so also where every page behind an address is a stranger, those who make
 * calls come to that limit before this one. What is refused is sent again by its probe.
 */
export function limitStrangers({
  addresses,
  perSecond,
  limit,
  isKnown,
  refusalLog,
}: StrangerLimitOptions): StrangerLimits {
  const shares = new BoundedMap<string, Bucket>({ limit, of: 'addresses' });
  const keptBack = new KeptBack();
  return (request, response, next) => {
    const { body } = request;
    if (isKnown(body)) return next();
    const address = addresses.of(request);
    const at = performance.now();
    let share = shares.get(address);
    if (!share) {
      share = new Bucket(perSecond, burst, at);
      shares.set(address, share);
    }
    const waitMs = share.take(reportsIn(body), at);
    if (waitMs === 0) return next();
    refusalLog.enter('reports-strangers', 'requested', 'rate-limited');
    return keptBack.take(response, () => tooMany(response, waitMs));
  };
}

/** Each batch is one at least, and no more than may be in it: what is beyond that is refused for itself. */
function reportsIn(body: unknown): number {
  const reports = typeof body === 'object' && body !== null && 'reports' in body ? body.reports : undefined;
  return Math.min(Math.max(1, Array.isArray(reports) ? reports.length : 0), reportLimits.perBatch);
}
