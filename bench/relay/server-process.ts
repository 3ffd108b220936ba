import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** A server that does not listen, or does not answer, by then is broken. */
const patienceMs = 20_000;
const gauge = './bench/servers/gauge.mjs';

/** The server has one core to itself as far as this benchmark goes, everything else runs on the other. */
const cores = { server: '1', load: '0' };

const pinned = (() => {
  if (availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['-a', '-cp', cores.load, String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** How the processes share the machine, in words. */
export const placement = pinned
  ? 'the server alone on one core, load, sink and scraper on another (taskset)'
  : 'processes not pinned: there is no taskset here, or one core only';

export interface Start {
  script: string;
  args?: readonly string[] | undefined;
  nodeArgs?: readonly string[] | undefined;
  env?: Record<string, string> | undefined;
  core?: keyof typeof cores;
}

export interface Memory {
  rss: number;
  heapUsed: number;
  external: number;
}

interface Message {
  port?: number;
  id?: number;
  answer?: unknown;
}

/** A server in a process of its own, which answers questions about itself; its standard output goes to a file. */
export class ServerProcess {
  private questions = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly script: string,
    readonly port: number,
  ) {}

  static async start({ script, args = [], nodeArgs = [], env = {}, core = 'server' }: Start): Promise<ServerProcess> {
    const log = openSync(path.join(tmpdir(), `hopline-bench-${process.pid}.log`), 'w');
    const node = [process.execPath, '--expose-gc', '--import', gauge, ...nodeArgs, script, ...args];
    const [command = '', ...rest] = pinned ? ['taskset', '-c', cores[core], ...node] : node;
    const child = spawn(command, rest, {
      cwd: root,
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
      stdio: ['ignore', log, 'inherit', 'ipc'],
    });
    closeSync(log);
    const port = await new Promise<number>((listening, failed) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        failed(new Error(`${script} has not listened in ${patienceMs / 1000} s`));
      }, patienceMs);
      child.once('error', failed);
      child.once('exit', (code) => {
        clearTimeout(timer);
        failed(new Error(`${script} ended with ${code} before it listened`));
      });
      child.on('message', (message: Message) => {
        if (message.port === undefined) return;
        clearTimeout(timer);
        listening(message.port);
      });
    });
    return new ServerProcess(child, script, port);
  }

  /** CPU time of the process so far, user and system, all threads, in µs. */
  async cpu(): Promise<number> {
    const { user, system } = (await this.ask('cpu')) as NodeJS.CpuUsage;
    return user + system;
  }

  /** In bytes, after a full collection. */
  memory(): Promise<Memory> {
    return this.ask('memory') as Promise<Memory>;
  }

  async profile(): Promise<void> {
    await this.ask('profile');
  }

  async profiled(file: string): Promise<void> {
    await this.ask('profiled', { file });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private ask(ask: string, more: object = {}): Promise<unknown> {
    const id = ++this.questions;
    return new Promise((answered, failed) => {
      const end = () => {
        clearTimeout(timer);
        this.child.off('message', take).off('exit', ended);
      };
      const take = (message: Message) => {
        if (message.id !== id) return;
        end();
        answered(message.answer);
      };
      const fail = (why: string) => {
        end();
        failed(new Error(`${this.script}, asked for ${ask}, ${why}.`));
      };
      const ended = () => fail('has ended');
      const timer = setTimeout(() => fail(`has said nothing for ${patienceMs / 1000} s`), patienceMs);
      this.child.on('message', take).once('exit', ended);
      this.child.send({ id, ask, ...more });
    });
  }
}
