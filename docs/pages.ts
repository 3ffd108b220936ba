import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { withConfigurationTable } from './configuration-table.js';
import { diagnosisPage } from './diagnosis-page.js';
import { withSimulation } from './scaling-page.js';

const root = new URL('../', import.meta.url);

/** Every page that is written, or partly written, from the code: its path and what it should hold. */
export async function pages(): Promise<{ path: string; is: string; should: string }[]> {
  return Promise.all(
    [
      { name: 'docs/diagnosis.md', write: () => diagnosisPage('en') },
      { name: 'docs/diagnosis.ru.md', write: () => diagnosisPage('ru') },
      { name: 'docs/configuration.md', write: withConfigurationTable },
      { name: 'docs/scaling.md', write: withSimulation },
    ].map(async ({ name, write }) => {
      const path = fileURLToPath(new URL(name, root));
      const is = await readFile(path, 'utf8').catch(() => '');
      const should = await format(write(is), { ...(await resolveConfig(path)), filepath: path });
      return { path, is, should };
    }),
  );
}
