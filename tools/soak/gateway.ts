import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Figures } from './figures.js';

/** A gateway as it ships, in a process of its own. */
export interface SoakedGateway {
  readonly url: string;
  figures(): Promise<Figures>;
  /** Drains it; answers with its exit code. */
  stop(): Promise<number | null>;
}

export async function startGateway(env: Record<string, string>): Promise<SoakedGateway> {
  const figures = fileURLToPath(new URL('figures.js', import.meta.url));
  const child = fork('dist/server/src/main.js', {
    execArgv: ['--expose-gc', '--enable-source-maps', '--import', figures],
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const { stdout } = child;
  if (!stdout) throw new Error('The gateway has no output.');
  const url = await new Promise<string>((listening, failed) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const { level, url: address } = JSON.parse(line) as { level: number; url?: string };
      if (address) listening(address.replace('localhost', '127.0.0.1'));
      // What the gateway calls an error is a defect of its own.
      else if (level >= 50) console.error(line);
    });
    void exited.then(() => failed(new Error('The gateway did not start.')));
  });
  return {
    url,
    figures: async () => {
      const told = once(child, 'message') as Promise<[Figures]>;
      child.send('figures');
      return (await told)[0];
    },
    stop: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}

/** Takes every trace and keeps none. */
export async function startSink(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
