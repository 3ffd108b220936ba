import { parseArgs } from 'node:util';
import { ConfigError } from './config.js';

/**
 * Settings that are given behind the command, as environment variables: `--https` is `HTTPS=local`.
 *
 * @throws ConfigError naming an argument that there is not
 */
export function readArguments(args: readonly string[]): Record<string, string> {
  try {
    const { values } = parseArgs({ args: [...args], options: { https: { type: 'boolean' } } });
    return values.https ? { HTTPS: 'local' } : {};
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(`The arguments are not valid:\n  ${message}\n  There is one: --https`);
  }
}
