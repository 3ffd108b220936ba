import { readFileSync } from 'node:fs';
import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { dashboard } from './dashboard.js';

/** Where docker-compose.yml publishes Grafana; docs/deploy.md says how to have another address in the rules. */
const grafana = 'http://localhost:3001';
const uid = 'hopline-runbook';

const [introduction = '', ...sections] = readFileSync(new URL('../docs/runbook.md', import.meta.url), 'utf8').split(
  /^## /m,
);

/** Each section of the runbook, by the alert that it is about. */
const alerts = sections.map((section) => {
  const [name = '', ...lines] = section.split('\n');
  return { name: name.trim(), text: lines.join('\n') };
});

/** The other pages are not in Grafana: of a link to one, its name is left. */
const alone = (text: string): string => text.replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1').trim();

const shown = (title: string, text: string, rows: number) =>
  new PanelBuilder().title(title).mode(TextMode.Markdown).content(alone(text)).span(24).height(rows);

/** The panel of the row, then the introduction, then the alerts. */
const before = 2;

/** Where an alert leads to: its section alone, under an address that is whole. */
export function runbookUrl(alert: string): string {
  const place = alerts.findIndex(({ name }) => name === alert);
  if (place < 0) throw new Error(`docs/runbook.md has no section ${alert}.`);
  return `${grafana}/d/${uid}?viewPanel=panel-${before + place + 1}`;
}

/** The runbook beside the data that it speaks of: what alerts lead to. */
export const runbookDashboard = dashboard(
  uid,
  'Hopline: runbook',
  'What each alert means, where to look and what to do: docs/runbook.md.',
  {
    Alerts: [
      shown('Where to look', introduction.replace(/^# .*$/m, ''), 9),
      ...alerts.map(({ name, text }) => shown(name, text, 14)),
    ],
  },
);
