import { settings } from '../src/config/config.js';

/** The table of settings of docs/configuration.md, from the schema itself. */
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

/** The page with the table as the schema has it now. */
export function withConfigurationTable(page: string): string {
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to === -1) throw new Error('docs/configuration.md has no place for the configuration table.');
  return `${page.slice(0, from + start.length)}\n\n${configurationTable()}\n\n${page.slice(to)}`;
}
