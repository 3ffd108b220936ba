import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { atEnd } from './teardown.js';

/** A gateway in a process of its own. */
export interface Run {
  url: string;
  /** Halts it, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it; standard output and standard error, when it is over. */
  stop(signal?: NodeJS.Signals): Promise<string>;
}

/** The built gateway in a process of its own, so that its log is all that it really writes, and it can be killed. */
export async function runProcess(env: Record<string, string>): Promise<Run> {
  const child = spawn(process.execPath, ['dist/server/src/main.js'], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'debug', LIMIT_API: '100000', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  }
  const exited = new Promise<void>((exit) => child.once('close', () => exit()));
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await exited;
    return written;
  };
  atEnd(() => stop());
  const url = await new Promise<string>((listening, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [address] = /http:\/\/localhost:\d+/.exec(line) ?? [];
      if (address) listening(address);
    });
    void exited.then(() => failed(new Error(`The gateway did not start: ${written}`)));
  });
  return { url, stop, signal: (name) => void child.kill(name) };
}
