import type { ImportedDashboard } from './dashboard.js';
import { gatewayDashboard } from './gateway.js';
import { handshakesDashboard } from './handshakes.js';
import { hopsDashboard } from './hops.js';
import { runbookDashboard } from './runbook.js';

/** Every dashboard by the name of its file, as Grafana reads it. */
export const dashboards: Readonly<Record<string, ImportedDashboard>> = {
  'handshakes.json': handshakesDashboard,
  'hops.json': hopsDashboard,
  'gateway.json': gatewayDashboard,
  'runbook.json': runbookDashboard,
};
