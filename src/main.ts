import 'reflect-metadata';
import { ConfigError, readConfig } from './config/config.js';
import { startGateway, type Gateway } from './bootstrap.js';

/** Once is enough: a process manager may send its signal to the whole group, and so more than once. */
let stopping: Promise<void> | undefined;
function stop(gateway: Gateway): Promise<void> {
  stopping ??= gateway.close().then(
    () => process.exit(0),
    (error: unknown) => fail(error),
  );
  return stopping;
}

/** What the user can mend is one sentence; anything else is a defect, with its stack. */
function fail(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof ConfigError) console.error(error.message);
  else if (code === 'EADDRINUSE') console.error('The port is taken: stop what listens on it, or set PORT.');
  else if (code === 'EACCES') console.error('The port may not be opened by this user: set PORT to one above 1023.');
  else console.error(error);
  process.exit(1);
}

try {
  const gateway = await startGateway(readConfig(process.env));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop(gateway));
  }
} catch (error) {
  fail(error);
}
