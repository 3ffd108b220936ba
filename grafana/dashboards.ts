import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { gatewayDashboard } from './gateway.js';
import { handshakesDashboard } from './handshakes.js';
import { hopsDashboard } from './hops.js';

/** Every dashboard by the name of its file, as Grafana reads it. */
export const dashboards: Readonly<Record<string, Dashboard>> = {
  'handshakes.json': handshakesDashboard,
  'hops.json': hopsDashboard,
  'gateway.json': gatewayDashboard,
};
