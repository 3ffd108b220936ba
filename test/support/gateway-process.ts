import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';
import { atEnd } from './teardown.js';

/** The built gateway in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  /** Its exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  send(signal: NodeJS.Signals): void;
  /** Everything that it has written. */
  written(): string;
}

/** Waits until somebody listens on a port, for as long as there is somebody who may yet. */
async function answering(port: number, gone: () => boolean): Promise<void> {
  while (!gone()) {
    const dialled = await new Promise<boolean>((tried) => {
      const socket = connect(port, '127.0.0.1', () => tried(true)).on('error', () => setTimeout(tried, 20, false));
      socket.once('connect', () => socket.destroy());
    });
    if (dialled) return;
  }
  throw new Error('The gateway did not start.');
}

/** The same with its log on a descriptor of the test's own, which need not take it: nothing is read of it. */
export async function runGatewayLoggingTo(stdout: number | 'pipe', env: Record<string, string> = {}) {
  const port = String(await freePort());
  const child = spawn(process.execPath, ['dist/server/src/main.js'], {
    env: { ...process.env, HOST: '127.0.0.1', LOG_LEVEL: 'debug', ...env, PORT: port },
    stdio: ['ignore', stdout, 'inherit'],
  });
  const exited = new Promise<number | NodeJS.Signals | null>((exit) =>
    child.once('exit', (code, signal) => exit(code ?? signal)),
  );
  atEnd(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  await answering(Number(port), () => child.exitCode !== null);
  return { url: `http://127.0.0.1:${port}`, exited, child };
}

export async function runGatewayProcess(env: Record<string, string> = {}): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['dist/server/src/main.js'], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  }
  const exited = new Promise<number | NodeJS.Signals | null>((exit) =>
    child.once('close', (code, signal) => exit(code ?? signal)),
  );
  atEnd(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const url = await new Promise<string>((listening, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [address] = /http:\/\/localhost:\d+/.exec(line) ?? [];
      if (address) listening(address);
    });
    void exited.then(() => failed(new Error(`The gateway did not start: ${written}`)));
  });
  return { url, exited, send: (signal) => void child.kill(signal), written: () => written };
}
