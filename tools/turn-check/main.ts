import { ConfigError, readConfig } from '../../src/config/config.js';
import { readIceUrl, type IceUrl } from '../../src/config/ice-urls.js';
import { iceServers } from '../../src/http/ice-servers.js';
import { checkRelay } from './relay-check.js';
import { reportLine } from './report-line.js';
import { phrases } from './words.js';

/**
 * `npm run turn:check`: does each URL of TURN_URLS, or of the arguments, give a relay with credentials like those that
 * pages get? One line each; the exit code is 0 if all do, 1 if one does not, 2 if there is nothing to check.
 */
async function check(names: readonly string[]): Promise<number> {
  const config = readConfig({ ...process.env, ...(names.length > 0 && { TURN_URLS: names.join(',') }) });
  const urls = config.TURN_URLS.map(readIceUrl).filter((url): url is IceUrl => typeof url !== 'string');
  if (urls.length === 0) {
    console.error(phrases.none[config.LOG_LANG]);
    return 2;
  }
  const settings = {
    stunUrls: [],
    turnUrls: config.TURN_URLS,
    turnSecret: config.TURN_SECRET,
    turnTtl: config.TURN_TTL,
  };
  const credentialsFor = (now: number) => {
    const { username = '', credential = '' } = iceServers(settings, now).iceServers[0] ?? {};
    return { username, credential };
  };
  const outcomes = await Promise.all(urls.map((url) => checkRelay(url, credentialsFor, Date.now())));
  for (const [index, outcome] of outcomes.entries()) {
    const url = urls[index];
    if (url) console.log(reportLine(url, outcome, config.LOG_LANG));
  }
  return outcomes.every(({ finding }) => finding === undefined) ? 0 : 1;
}

try {
  process.exitCode = await check(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
