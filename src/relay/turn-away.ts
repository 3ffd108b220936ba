import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Refusal } from '../../protocol/rejects.js';

/** Where this instance stops: why whoever opens a connection is to go to another one. */
export type Closing = () => Refusal | undefined;

/** Seconds until a client that was turned away should ask again: by then a balancer knows. */
const retryAfter = '1';

/**
 * Answers whoever opens a connection while the instance stops with 503 (RFC 9110, section 15.6.4), which a balancer may
 * take to another instance by itself. Engine.IO's own refusals are 400 and 403, which no balancer tries again. Requests of
 * a session that is open pass: its last messages go that way.
 */
export function turnAway(closing: Closing) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const reason = closing();
    if (!reason || new URL(request.url ?? '', 'http://host').searchParams.has('sid')) {
      next();
      return;
    }
    const body = JSON.stringify(reason);
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      'Retry-After': retryAfter,
      Connection: 'close',
    };
    if (request.headers.upgrade === undefined) response.writeHead(503, headers).end(body);
    else answerUpgrade(request.socket, headers, body);
  };
}

/** A request for an upgrade comes without a response: what is written to its socket is the answer. */
function answerUpgrade(socket: Socket, headers: Record<string, string | number>, body: string): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 503 Service Unavailable\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}
