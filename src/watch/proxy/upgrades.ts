import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Observer } from '../observed.js';
import { engineQueryOf } from '../packets.js';
import { plainConversation } from './conversation.js';
import type { EngineSessions } from './engine-sessions.js';
import { requestHeader, toPage } from './headers.js';
import { isLoopback, type Origins, type PublicAddress } from './origins.js';
import { refuseUpgrade, troubleOf } from './trouble.js';
import { Tunnel } from './tunnel.js';

export interface UpgradeOptions {
  readonly origins: Origins;
  readonly observer: Observer;
  readonly sessions: EngineSessions;
}

/** Passes a request to become a WebSocket to the app's server, its answer back, and from then on every byte both ways. */
export function passUpgrade(
  request: IncomingMessage,
  page: Duplex,
  head: Buffer,
  seen: PublicAddress,
  options: UpgradeOptions,
): void {
  const { target } = seen.route;
  const isWebSocket = /^websocket$/i.test(request.headers.upgrade ?? '');
  const asked = (target.protocol === 'https:' ? requestTls : requestPlain)({
    host: target.hostname.replaceAll(/[[\]]/g, ''),
    port: target.port || (target.protocol === 'https:' ? 443 : 80),
    method: request.method,
    path: request.url,
    headers: headersOf(request, seen, options.origins),
    agent: false,
    rejectUnauthorized: !isLoopback(target),
  });
  const giveUp = () => asked.destroy();
  page.on('error', giveUp).on('close', giveUp);
  asked.on('error', (error) => refuseUpgrade(page, troubleOf(error, target)));
  asked.on('response', (response) => {
    page.write(headOf(response, request, seen, options.origins, ['Connection', 'close']));
    response.on('error', () => page.destroy());
    response.pipe(page);
  });
  asked.on('upgrade', (response, server, early) => {
    page.off('close', giveUp);
    server.setNoDelay(true).setTimeout(0);
    page.write(headOf(response, request, seen, options.origins, upgradeOf(response)));
    if (early.length > 0) server.unshift(early);
    if (head.length > 0) page.unshift(head);
    if (!isWebSocket) return passUnread(page, server);
    const opened = { headers: request.headers, url: request.url ?? '', address: request.socket.remoteAddress ?? '' };
    const query = engineQueryOf(request.url ?? '');
    void new Tunnel(page, server, (ping) =>
      query ? options.sessions.conversation(query, opened, ping) : plainConversation(options.observer, opened, ping),
    );
  });
  asked.end();
}

/** In their order and with their letters, as they came. */
function headersOf(request: IncomingMessage, seen: PublicAddress, origins: Origins): string[] {
  const headers: string[] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at] as string;
    const value = request.rawHeaders[at + 1] as string;
    const lower = name.toLowerCase();
    const passed =
      lower === 'sec-websocket-extensions' ? withoutCompression(value) : requestHeader(lower, value, seen, origins);
    if (passed !== '') headers.push(name, passed);
  }
  return headers;
}

/** Not offered, so that frames can be read (RFC 7692); what the two ends send each other is the same without it. */
function withoutCompression(extensions: string): string {
  return extensions
    .split(',')
    .filter((extension) => !/^\s*(?:permessage-deflate|x-webkit-deflate-frame)\b/i.test(extension))
    .join(',')
    .trim();
}

function upgradeOf({ headers }: IncomingMessage): string[] {
  return ['Upgrade', headers.upgrade ?? '', 'Connection', headers.connection ?? 'Upgrade'];
}

function headOf(
  response: IncomingMessage,
  request: IncomingMessage,
  seen: PublicAddress,
  origins: Origins,
  own: string[],
): Buffer {
  const headers = [...own, ...toPage(response.rawHeaders, { seen, origins, origin: request.headers.origin })];
  const lines = [`HTTP/1.1 ${response.statusCode ?? 502} ${response.statusMessage ?? ''}`];
  for (let at = 0; at + 1 < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** Another protocol than WebSocket. */
function passUnread(page: Duplex, server: Duplex): void {
  page.pipe(server).pipe(page);
  const over = () => {
    page.destroy();
    server.destroy();
  };
  for (const end of [page, server]) end.on('error', over).on('close', over);
}
