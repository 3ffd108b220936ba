import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { createClient } from 'redis';
import { freePort } from './free-port.js';

/** A Redis to be used. */
export interface Redis {
  /** As for REDIS_URL. */
  readonly url: string;
  /** Ends it, where it is the test's own. */
  close(): Promise<void>;
}

/** A Redis of the test's own, which may be taken away. */
export interface OwnRedis extends Redis {
  /** Ends it, with every connection to it. */
  stop(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Stops it in what it does: its connections stand, and nothing is answered. */
  freeze(): void;
  /** Has it go on. */
  thaw(): void;
}

/** The one that REDIS_URL names, or one of the test's own. */
export async function startRedis(): Promise<Redis> {
  const { REDIS_URL: url } = process.env;
  if (url === undefined || url === '') return startOwnRedis();
  await ping(url);
  return { url, close: () => Promise.resolve() };
}

/**
 * Starts Debian's `redis-server` on a free port of 127.0.0.1, without any file, and waits for its PONG.
 *
 * @throws Error with what it wrote, when it does not start
 */
export async function startOwnRedis(): Promise<OwnRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server = await run(port);
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'close');
    server.kill('SIGKILL');
    await ended;
  };
  const restart = async () => {
    await stop();
    server = await run(port);
    await ping(url);
  };
  await ping(url);
  const freeze = () => void server.kill('SIGSTOP');
  const thaw = () => void server.kill('SIGCONT');
  return { url, stop, restart, freeze, thaw, close: stop };
}

async function run(port: number): Promise<ChildProcess> {
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', ''];
  const child = spawn('redis-server', settings, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'inherit'] });
  // Asked for first: where there is no such program, this is what fails.
  await once(child, 'spawn');
  const log: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    log.push(line);
    if (!line.includes('Ready to accept connections')) continue;
    child.stdout.resume();
    return child;
  }
  throw new Error(`redis-server did not start:\n${log.join('\n')}`);
}

async function ping(url: string): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  // Told by connect() too; an error that nobody listens to would end the process.
  client.on('error', () => undefined);
  await client.connect();
  await client.ping();
  client.destroy();
}
