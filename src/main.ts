import 'reflect-metadata';
import { ConfigError, readConfig } from './config/config.js';
import { startGateway, type Gateway } from './bootstrap.js';

/** Once is enough: a process manager may send its signal to the whole group, and so more than once. */
let stopping: Promise<void> | undefined;
function stop(gateway: Gateway): Promise<void> {
  stopping ??= gateway.close().then(() => process.exit(0));
  return stopping;
}

try {
  const gateway = await startGateway(readConfig(process.env));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop(gateway));
  }
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
