import type { Config } from './config/config.js';
import { consoleUrl } from './config/traces.js';
import { consoleLink, traceLink } from './telemetry/trace-link.js';

/** From a handshake to its trace, and from a trace to its handshake. */
export const linksOf = (config: Config) => ({
  link: traceLink(config.JAEGER_URL),
  consoleLink: consoleLink(consoleUrl(config)),
});
