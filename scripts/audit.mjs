import { capture, Failure, say } from './child.mjs';
import { deliveredPlaces } from './delivered.mjs';

/**
 * Asks the registry for known faults of what is delivered. npm's own `--omit dev` leaves out what is built in, which stands
 * among what is for work on it.
 */
export async function audit() {
  const { output } = await capture('npm', ['audit', '--json', '--loglevel', 'silent']);
  const { vulnerabilities, message } = JSON.parse(output);
  if (!vulnerabilities) throw new Failure(`hopline: the registry does not say: ${message}`);
  const delivered = deliveredPlaces();
  const found = Object.values(vulnerabilities).filter(({ nodes }) => nodes.some((place) => delivered.has(place)));
  for (const { name, severity, range } of found) console.log(`${severity}: ${name} ${range}`);
  say(`${found.length} of ${delivered.size} packages that are delivered have known faults`);
  return found.length === 0 ? 0 : 1;
}
