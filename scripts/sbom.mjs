import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture, prepare, root, say } from './child.mjs';
import { deliveredPlaces } from './delivered.mjs';

const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const named = (place, { name, version }) => `${name ?? place.split('node_modules/').pop()}@${version}`;

/** What is delivered, to servers and to browsers, as npm names it: `name@version`. */
function delivered() {
  const { packages } = read('package-lock.json');
  return new Set([...deliveredPlaces()].map((place) => named(place, packages[place])));
}

/** npm has been able to do this since 10; Debian's is older. */
async function askNpm(...args) {
  const { output: version } = await capture('npm', ['--version', '--loglevel', 'error']);
  const newer = Number.parseInt(version, 10) >= 10 ? [] : ['exec', '--yes', '--package', 'npm@11', '--', 'npm'];
  return prepare('npm sbom', 'npm', [...newer, ...args]);
}

/** Where it is written, unless somebody says otherwise. */
export const billOfMaterials = path.join(root, 'dist', 'sbom.cdx.json');

/**
 * The bill of materials, CycloneDX 1.5 as JSON, from what is installed; asks no registry.
 *
 * npm's own `--omit dev` also leaves out whatever a development dependency needs too, socket.io for one
 * (https://github.com/npm/cli/issues/7909): so npm lists everything, and what only builds or tests is taken out here.
 */
export async function sbom(output = billOfMaterials) {
  const format = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const bom = JSON.parse(await askNpm('sbom', ...format, '--loglevel', 'error'));
  const own = bom.metadata.component;
  const kept = delivered();
  const parts = bom.components.filter((part) => kept.has(part['bom-ref']));
  const dependencies = bom.dependencies
    .filter(({ ref }) => ref === own['bom-ref'] || kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((part) => kept.has(part)) }));
  // npm takes the name of the directory.
  const metadata = { ...bom.metadata, component: { ...own, name: read('package.json').name } };
  mkdirSync(path.dirname(output), { recursive: true });
  writeFileSync(output, `${JSON.stringify({ ...bom, metadata, components: parts, dependencies }, null, 2)}\n`);
  say(`${parts.length} packages in ${output}`);
}
