import type { Logger } from 'pino';
import type { Config } from './config/config.js';
import { networkAddresses } from './http/local-certificate.js';

/** Writes lines for a person, with their ends. */
type Print = (lines: string) => void;

export interface Announcement {
  url: string;
  adminUrl: string;
  config: Config;
  logger: Logger;
  print: Print;
}

const unlimited = 'LIMITS=off: one client can take this gateway from all others. For benchmarks only.';
const open = 'AUTH_MODE=none: anyone who reaches this gateway may enter every room';

/** Says where to go, and who may: lines for a person, one line for a machine. */
export function announce({ url, adminUrl, config, logger, print }: Announcement): void {
  const everybody = config.AUTH_MODE !== 'jwt';
  if (config.LOG_FORMAT === 'json') {
    logger.info({ url, admin_url: adminUrl }, 'listening');
    if (config.LIMITS === 'off') logger.warn(unlimited);
    if (everybody) logger.warn(open);
    return;
  }
  print(
    `Hopline listens.\n  call page  ${url}/\n  console    ${adminUrl}/console/\n  metrics    ${adminUrl}/metrics\n  health     ${url}/health/ready\n`,
  );
  print(forPhones(url, config));
  if (config.LIMITS === 'off') print(`  ${unlimited}\n`);
  if (everybody) print(`  NO TOKENS  ${open}.\n`);
}

/** A browser gives a microphone to pages with HTTPS only, and a phone does not know this machine as localhost. */
function forPhones(url: string, { HTTPS, HOST, NODE_ENV }: Config): string {
  if (NODE_ENV === 'production') return '';
  if (HTTPS === 'off') return '  on a phone npm start -- --https, and open the address that it says\n';
  const everywhere = HOST === '0.0.0.0' || HOST === '::';
  const hosts = everywhere ? networkAddresses() : networkAddresses().filter((address) => address === HOST);
  if (hosts.length === 0)
    return '  on a phone not reached: HOST is an address of this machine alone, or it is in no network\n';
  const { port } = new URL(url);
  const addresses = hosts.map((host) => `https://${host}:${port}/`).join(' or ');
  return `  on a phone ${addresses}\n             in the same network; accept the certificate once\n`;
}

/** Says that the gateway stops, and for how long that may take. */
export function farewell({ LOG_FORMAT, DRAIN }: Config, logger: Logger, print: Print): void {
  if (LOG_FORMAT === 'json') logger.info({ drain_s: DRAIN }, 'stopping');
  else print(`Hopline stops once open handshakes have ended, in ${DRAIN} s at most; once more: at once.\n`);
}
