import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { HttpException } from '@nestjs/common';
import { reportLimits } from '../../protocol/reports.js';
import { reportHeaders } from './headers.js';
import { batchOf, receiptOf, type TakesReports } from './reports.controller.js';

/** A request for which there may be a body. */
type ReportRequest = IncomingMessage & { body?: unknown };

/** One of what a batch meets on its way, as middleware. */
export type ReportMiddleware = (request: ReportRequest, response: ServerResponse, next: () => void) => unknown;

export interface FastPathOptions {
  reports: TakesReports;
  /** Answers all else. */
  otherwise: RequestListener;
  allowed: (request: IncomingMessage) => boolean;
  /** Pages of every origin may read the answer. */
  everybody: boolean;
  /** Before its body is read, and behind that. */
  before: readonly ReportMiddleware[];
  behind: readonly ReportMiddleware[];
  /** Told of what nobody has expected. */
  defect: (error: unknown) => void;
}

/**
 * A fast path for batches as probes send them, past Express's parsers and Nest's router, which take three times as long as
 * all the rest: with the same limits, headers and answers. Any other batch goes to the controller,
 * and so do those that are refused for their origin. A batch that is wrong gets the same answer by either way.
 */
export function reportFastPath(options: FastPathOptions): RequestListener {
  const { reports, otherwise, allowed, everybody, before, behind, defect } = options;
  const headersFor = reportHeaders();
  const take = (request: ReportRequest, response: ServerResponse) => {
    response.setHeader('Cache-Control', 'no-store');
    const receipt = reports.take(batchOf(request.body), request, roomOf(request.url));
    if (!(receipt instanceof Promise)) answer(response, 200, receipt);
    else
      receipt
        .then((late) => answer(response, 200, receiptOf(late)))
        .catch((error: unknown) => refuse(response, error, defect));
  };
  const steps: readonly ReportMiddleware[] = [...before, readText, ...behind, take];
  return (request, response) => {
    if (!isPlain(request) || !allowed(request)) {
      otherwise(request, response);
      return;
    }
    for (const [name, value] of headersFor(request)) response.setHeader(name, value);
    const { origin } = request.headers;
    const readableFor = everybody ? '*' : origin;
    if (readableFor !== undefined) response.setHeader('Access-Control-Allow-Origin', readableFor);
    if (!everybody) response.setHeader('Vary', 'Origin');
    const goOn = (index: number): void => {
      try {
        steps[index]?.(request, response, () => goOn(index + 1));
      } catch (error) {
        refuse(response, error, defect);
      }
    };
    goOn(0);
  };
}

/** Text of a known length, as `fetch` and `sendBeacon` send a string, in as many bytes as a batch may have. */
function isPlain({ method, url, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || !url || !isReports(url)) return false;
  if (headers['content-encoding'] !== undefined || headers['transfer-encoding'] !== undefined) return false;
  const bytes = Number(headers['content-length'] ?? 0);
  const isText = /^text\/plain(?:; ?charset=utf-8)?$/i.test(headers['content-type'] ?? '');
  return isText && bytes > 0 && bytes <= reportLimits.batchBytes;
}

/** Where probes report, be it under the name of a room. */
export function isReports(url: string): boolean {
  return /^\/reports\/?(?:\?|$)/i.test(url);
}

/** The byte order mark is none of the text, and what is no text is replaced. */
const utf8 = new TextDecoder();

/** Its length is bounded by its header, which Node holds it to. */
function readText(request: ReportRequest, _response: ServerResponse, next: () => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => {
    request.body = utf8.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    next();
  });
}

function roomOf(url = ''): string | undefined {
  const query = url.indexOf('?');
  const { room } = query < 0 ? {} : parse(url.slice(query + 1));
  return typeof room === 'string' ? room : undefined;
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.writeHead(status).end(text);
}

/** As Nest's filter of exceptions does. */
function refuse(response: ServerResponse, error: unknown, defect: (error: unknown) => void): void {
  const known = error instanceof HttpException;
  if (!known) defect(error);
  if (response.headersSent) response.end();
  else if (known) answer(response, error.getStatus(), error.getResponse() as object);
  else answer(response, 500, { statusCode: 500, message: 'Internal server error' });
}
