import { get } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { Stalls } from './stalls.js';

const paths = ['/api/handshakes?limit=50', '/api/rooms', '/api/funnel', '/metrics', '/console/', '/health/ready'];
const pauseMs = 100;
const staysMs = 1500;

/** Asks a gateway; once more where a connection that was kept alive was closed at that very moment (RFC 9112, section 9.3.1). */
export async function ask(url: string, init?: RequestInit): Promise<Response> {
  return fetch(url, init).catch(() => fetch(url, init));
}

/** Reads what there is to read, over and over, until it has to end; streams are left in the middle, some unread. */
export async function readAll(urls: readonly string[], ended: AbortSignal, stalls: Stalls): Promise<number> {
  let read = 0;
  for (let turn = 0; !ended.aborted; turn++) {
    const url = urls[turn % urls.length] ?? '';
    const askedAt = performance.now();
    const response = await ask(`${url}${paths[turn % paths.length]}`);
    await response.arrayBuffer();
    stalls.note(performance.now() - askedAt);
    if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
    if (turn % 5 === 0) void stream(url, turn % 2 === 0);
    read++;
    await after(pauseMs);
  }
  await after(staysMs);
  return read;
}

async function stream(url: string, unread: boolean): Promise<void> {
  const request = get(`${url}/api/live`, (response) => {
    response.on('error', () => undefined);
    if (!unread) response.resume();
  });
  request.on('error', () => undefined);
  await after(staysMs);
  request.destroy();
}
