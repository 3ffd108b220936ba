import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { hopline } from './hopline.js';

/** Every dashboard by the name of its file, as Grafana reads it. */
export const dashboards: Readonly<Record<string, Dashboard>> = {
  'hopline.json': hopline(),
};
