import 'reflect-metadata';
import { ConfigError, readConfig } from './config/config.js';
import { startGateway } from './bootstrap.js';

try {
  const gateway = await startGateway(readConfig(process.env));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void gateway.close().then(() => process.exit(0)));
  }
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
