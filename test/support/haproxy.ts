import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';
import { atEnd } from './teardown.js';

const shipped = path.join(import.meta.dirname, '../../haproxy/haproxy.cfg');

/**
 * Starts Debian's HAProxy with the configuration that Compose has, on a free port, before three servers of the test's.
 *
 * @param servers `http://host:port` of each
 * @returns its own URL
 * @throws Error with what HAProxy said, when it does not start
 */
export async function runHaproxy(servers: readonly [string, string, string]): Promise<string> {
  const port = await freePort();
  const config = servers.reduce(
    (text, url, i) => replaced(text, `gateway-${i + 1}:3000`, new URL(url).host),
    replaced(await readFile(shipped, 'utf8'), 'bind :8080', `bind 127.0.0.1:${port}`),
  );
  const directory = await mkdtemp(path.join(tmpdir(), 'hopline-haproxy-'));
  atEnd(() => rm(directory, { recursive: true, force: true }));
  const file = path.join(directory, 'haproxy.cfg');
  await writeFile(file, config);

  // As a master, it says when its worker listens.
  const child = spawn('haproxy', ['-W', '-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  atEnd(async () => {
    child.kill();
    await ended;
  });
  const log: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    log.push(line);
    if (!line.includes('Loading success')) continue;
    child.stderr.resume();
    return `http://127.0.0.1:${port}`;
  }
  throw new Error(`haproxy did not start:\n${log.join('\n')}`);
}

function replaced(text: string, what: string, by: string): string {
  if (!text.includes(what)) throw new Error(`${shipped} has no ${what}`);
  return text.replace(what, by);
}
