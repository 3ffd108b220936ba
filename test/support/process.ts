import { runGatewayProcess } from './gateway-process.js';

/** A gateway in a process of its own, whose log is all that it really writes, and which can be killed. */
export interface Run {
  url: string;
  /** Ends it; standard output and standard error, when it is over. */
  stop(signal?: NodeJS.Signals): Promise<string>;
  /** Sends it a signal that does not end it. */
  signal(name: NodeJS.Signals): void;
}

/** The built gateway, with everything in its log. */
export async function runProcess(env: Record<string, string>): Promise<Run> {
  const gateway = await runGatewayProcess({ LOG_LEVEL: 'debug', LIMIT_API: '100000', ...env });
  return {
    url: gateway.url,
    signal: (name) => gateway.send(name),
    stop: async (signal = 'SIGTERM') => {
      gateway.send(signal);
      await gateway.exited;
      return gateway.written();
    },
  };
}
