import { settings } from '../src/config/config.js';

/** The README's table of settings, from the schema itself. */
export function configurationTable(): string {
  const rows = Object.entries(settings).map(([key, rule]) => {
    const standard = rule.safeParse(undefined).data;
    const shown = Array.isArray(standard) ? standard.join(',') : `${standard ?? ''}`;
    return `| \`${key}\` | ${shown === '' ? '' : `\`${shown}\``} | ${rule.description ?? ''} |`;
  });
  return ['| key | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

const start = '<!-- configuration: written by npm run docs -->';
const end = '<!-- /configuration -->';

/** The README with the table as the schema has it now. */
export function withConfigurationTable(readme: string): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to === -1) throw new Error('README.md has no place for the configuration table.');
  return `${readme.slice(0, from + start.length)}\n\n${configurationTable()}\n\n${readme.slice(to)}`;
}
