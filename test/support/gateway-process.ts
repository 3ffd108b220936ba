import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
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
