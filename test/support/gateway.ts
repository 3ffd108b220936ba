import { readConfig } from '../../src/config/config.js';
import { startGateway as start, type Gateway } from '../../src/bootstrap.js';

/** A gateway of the test's own on a free port, quiet unless the test asks for its log. */
export function startGateway(env: Record<string, string> = {}): Promise<Gateway> {
  // Tests ask the API in a loop until it says what they wait for, and wait for no people: what is late has failed.
  const own = { PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent', LOG_FORMAT: 'json', LIMIT_API: '100000' };
  return start(readConfig({ ...own, WAIT_RING: '10', ...env }));
}
