import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Refusal } from '../../protocol/rejects.js';
import { sessionAskedFor } from './web-sockets.js';

/** Where this instance stops: why a client that opens a connection is to go to another one. */
export type Closing = () => Refusal | undefined;

/** Why a request for a session may not go on; undefined where it may. */
export type AskFor = (session: string, request: IncomingMessage) => Promise<Refusal | undefined>;

/** Middleware of Engine.IO; a request for an upgrade comes with a response of Engine.IO's own, which writes nothing. */
type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Seconds until a client that was refused should ask again: by then a balancer knows. */
const retryAfter = 1;

/**
 * Answers a client that opens a connection while the instance stops with 503 (RFC 9110, section 15.6.4), which a balancer may
 * take to another instance by itself. Engine.IO's own refusals are 400 and 403, which no balancer tries again. Requests of
 * a session that is open pass: its last messages go that way.
 */
export function refuseWhileClosing(closing: Closing): Middleware {
  return (request, response, next) => {
    const reason = closing();
    if (!reason || sessionAskedFor(request) !== undefined) next();
    else refuseRequest(request, response, { status: '503 Service Unavailable', reason, retryAfter });
  };
}

/** Answers requests for a session that come too fast, or for sessions that are none, with 429 (RFC 6585, section 4). */
export function countRequests(askFor: AskFor): Middleware {
  const count = async (session: string, request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const reason = await askFor(session, request);
    if (!reason) {
      next();
      return;
    }
    const seconds = Math.ceil((reason.retryAfterMs ?? 0) / 1000);
    refuseRequest(request, response, { status: '429 Too Many Requests', reason, retryAfter: seconds });
  };
  return (request, response, next) => {
    const session = sessionAskedFor(request);
    if (session === undefined) next();
    else void count(session, request, response, next);
  };
}

interface RefusalResponse {
  /** Code and phrase. */
  status: string;
  reason: Refusal;
  /** In seconds. */
  retryAfter: number;
}

function refuseRequest(request: IncomingMessage, response: ServerResponse, answer: RefusalResponse): void {
  const body = JSON.stringify(answer.reason);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Retry-After': answer.retryAfter,
    Connection: 'close',
  };
  if (request.headers.upgrade === undefined) response.writeHead(Number.parseInt(answer.status), headers).end(body);
  else answerUpgrade(request.socket, answer.status, headers, body);
}

/** A request for an upgrade comes without a response: what is written to its socket is the answer. */
function answerUpgrade(socket: Socket, status: string, headers: Record<string, string | number>, body: string): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}
