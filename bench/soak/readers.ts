import { get } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';

const paths = ['/api/handshakes?limit=50', '/api/rooms', '/api/funnel', '/metrics', '/console/', '/health/ready'];
const pauseMs = 100;
const staysMs = 1500;

/** Reads what there is to read, over and over, until it is told to end; streams are left in the middle, some unread. */
export async function readAll(urls: readonly string[], ended: AbortSignal): Promise<number> {
  let read = 0;
  for (let turn = 0; !ended.aborted; turn++) {
    const url = urls[turn % urls.length] ?? '';
    const response = await fetch(`${url}${paths[turn % paths.length]}`);
    await response.arrayBuffer();
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
