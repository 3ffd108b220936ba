/** Writes the dashboards to grafana/dashboards; with `--check`, only says which files are not what the code says. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { dashboards } from './dashboards.js';

const check = process.argv.includes('--check');

for (const [name, dashboard] of Object.entries(dashboards)) {
  const file = fileURLToPath(new URL(`dashboards/${name}`, import.meta.url));
  const text = await format(JSON.stringify(dashboard), { ...(await resolveConfig(file)), filepath: file });
  if (!check) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`grafana/dashboards/${name} is not what grafana/ says: run npm run dashboards`);
    process.exitCode = 1;
  }
}
