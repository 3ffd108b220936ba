import 'reflect-metadata';
import { readArguments } from './config/arguments.js';
import { ConfigError, readConfig } from './config/config.js';
import { tellDefect } from './telemetry/defect.js';
import { startGateway, type Gateway } from './bootstrap.js';
import { rehearse } from './rehearsal.js';

/** Signals of one wish come this close together, in ms: a process manager may send them to the whole group, and npm too. */
const oneWishMs = 500;

/** The first signal drains, a second one closes at once. */
function stopper(gateway: Gateway): () => void {
  let askedAt: number | undefined;
  return () => {
    const again = askedAt !== undefined;
    if (askedAt !== undefined && performance.now() - askedAt < oneWishMs) return;
    askedAt = performance.now();
    void (again ? gateway.close() : gateway.drain()).then(() => process.exit(0), fail);
  };
}

/** What the user can mend is one sentence; anything else is a defect, told without what it says: that may be a message. */
function fail(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof ConfigError) console.error(error.message);
  else if (code === 'EADDRINUSE') console.error('The port is taken: stop what listens on it, or set PORT.');
  else if (code === 'EACCES') console.error('The port may not be opened by this user: set PORT to one above 1023.');
  else console.error(tellDefect(error));
  process.exit(1);
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, fail);

let stop = (): void => process.exit(0);
// From the beginning: nobody else ends a process that is the first one of its container.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop());

try {
  const config = readConfig({ ...process.env, ...readArguments(process.argv.slice(2)) });
  await rehearse(config.LOG_FORMAT).catch(() => undefined);
  stop = stopper(await startGateway(config));
} catch (error) {
  fail(error);
}
