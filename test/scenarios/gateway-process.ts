import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The gateway as `npm start` runs it, in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  close(): Promise<void>;
  /** Ends it as a machine that fails: it closes nothing and says nothing. */
  kill(): Promise<void>;
}

const settings = {
  // A scenario that wants a cluster says so.
  REDIS_URL: '',
  PORT: '0',
  HOST: '127.0.0.1',
  // The pages come from a server of their own, which has another address in another network.
  CORS_ORIGINS: '*',
  LOG_FORMAT: 'json',
  LOG_LEVEL: 'info',
  FAULTS: 'on',
  // The scenarios ask the API in a loop; every other limit is as it is for everybody.
  LIMIT_API: '100000',
};

/** Starts the built gateway on a free port. */
export async function startGatewayProcess(env: Record<string, string> = {}): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['dist/server/src/main.js'], {
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((exit) => child.once('exit', () => exit()));
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((listening, failed) => {
    lines.on('line', (line) => {
      const { url: address } = JSON.parse(line) as { url?: string };
      if (address) listening(address.replace('localhost', '127.0.0.1'));
    });
    void exited.then(() => failed(new Error('The gateway did not start.')));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return { url, close: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
