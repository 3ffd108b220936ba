import {
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { metricNames as metrics } from '../src/telemetry/names.js';
import { toConsole, toEachOther, toJaeger } from './links.js';
import type { AnyPanel } from './panels.js';
import { inputs, inputVariables, prometheus } from './inputs.js';

const instance = new QueryVariableBuilder('instance')
  .label('Gateway')
  .description('The gateways that the panels are about.')
  .datasource(prometheus)
  .query(`label_values(${metrics.buildInfo.name}, instance)`)
  .refresh(VariableRefresh.OnTimeRangeChanged)
  // oxlint-disable-next-line unicorn/no-array-sort -- a builder's, no array's
  .sort(VariableSort.AlphabeticalAsc)
  .multi(true)
  .includeAll(true)
  .allValue('.*')
  .current({ text: ['All'], value: ['$__all'] });

/** A dashboard that asks for what is different where it is imported. */
export type ImportedDashboard = Dashboard & { __inputs: typeof inputs };

/** A dashboard of rows of panels, under a uid that stays. */
export function dashboard(
  uid: string,
  title: string,
  description: string,
  rows: Readonly<Record<string, readonly AnyPanel[]>>,
): ImportedDashboard {
  const built = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['hopline', 'webrtc'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .refresh('10s')
    .links([toEachOther, toConsole, toJaeger])
    .variables([...inputVariables, instance]);
  let id = 0;
  for (const [row, panels] of Object.entries(rows)) {
    built.withRow(new RowBuilder(row).id(++id));
    for (const panel of panels) built.withPanel(panel.id(++id));
  }
  return { __inputs: inputs, ...built.build() };
}
