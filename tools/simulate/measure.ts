/**
 * What a participant costs beside its messages and reports, which `npm run bench` measures: coming and going, and staying.
 *
 *   npm run simulate -- --measure
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { WebSocket } from 'ws';
import { addressOf } from '../../bench/relay/address.js';
import { rawClient } from '../../test/support/raw-client.js';
import { adminToken, raisedRates } from '../../bench/relay/servers.js';

const participants = 2000;
const idleMs = 50_000;
/** Engine.IO's pingInterval. */
const heartbeatMs = 25_000;
const clockTicks = Number(execFileSync('getconf', ['CLK_TCK']));

/** User and system time of a process so far, in µs: fields 14 and 15 of proc_pid_stat(5). */
function cpuUs({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [utime, stime] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return ((Number(utime) + Number(stime)) / clockTicks) * 1e6;
}

async function spent(child: ChildProcess, work: () => Promise<unknown>): Promise<number> {
  const before = cpuUs(child);
  await work();
  return cpuUs(child) - before;
}

async function started(command: string, args: string[], sign: RegExp, env: NodeJS.ProcessEnv = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    const [, found] = sign.exec(line) ?? [];
    if (found === undefined) continue;
    child.stdout.resume();
    // Whatever goes wrong here, it does not stay behind.
    process.once('exit', () => child.kill());
    return { child, found };
  }
  throw new Error(`${command} did not start`);
}

/** Joins a room, and answers heartbeats. */
async function join(url: string, room: string, localAddress: string): Promise<WebSocket> {
  const joined = Promise.withResolvers<void>();
  const heard = (event: string) => event === 'room-users' && joined.resolve();
  const { webSocket, emit } = await rawClient(url, { localAddress, query: `&room=${room}`, heard });
  emit('join-room', room, 'Anna');
  await joined.promise;
  return webSocket;
}

/** The figures by the names that figures.ts has for them; takes two minutes. */
export async function measure(): Promise<Record<string, number>> {
  const log = { LOG_FORMAT: 'json', LOG_LEVEL: 'info' };
  const entry = { AUTH_MODE: 'none', ADMIN_TOKEN: adminToken };
  const env = { PORT: '0', HOST: '127.0.0.1', NODE_ENV: 'production', ...entry, ...log, ...raisedRates };
  const { child, found: url } = await started('node', ['dist/server/src/main.js'], /"url":"([^"]+)"/, env);
  const idle = () => spent(child, () => new Promise((over) => setTimeout(over, idleMs)));
  const alone = await idle();
  const sockets: WebSocket[] = [];
  const coming = await spent(child, async () => {
    for (let i = 0; i < participants; i++) sockets.push(await join(url, `room-${i >> 1}`, addressOf(i)));
  });
  const staying = (await idle()) - alone;
  const scraped = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${adminToken}` } });
  if (!scraped.ok) throw new Error('The gateway showed no metrics.');
  const page = await scraped.text();
  const going = await spent(child, async () => {
    const closed = sockets.map((socket) => once(socket, 'close'));
    for (const socket of sockets) socket.close();
    await Promise.all(closed);
  });
  child.kill();
  await once(child, 'close');
  return {
    cpuUsPerJoin: (coming + going) / participants,
    cpuUsPerSecond: (alone / idleMs) * 1000,
    cpuUsPerHeartbeat: staying / ((participants * idleMs) / heartbeatMs),
    seriesAtStart: page.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length,
    bytesPerScrapeAtStart: page.length,
  };
}
