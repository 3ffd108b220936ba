import type { ReportReceipt } from '../protocol/reports.js';
import type { Cluster } from './cluster/cluster.js';
import type { TakesReports } from './http/reports.controller.js';
import type { Addresses } from './limits/addresses.js';
import type { Diagnostics } from './diagnosis/diagnostics.js';

/** How often the probe of a page in a call is to report at a watched server: half the time that it has for it when asked. */
export const watchedEveryMs = 2000;

export interface ReportIntakeOptions {
  addresses: Addresses;
  cluster: Cluster | undefined;
  takeReports: Diagnostics['takeReports'];
  /** Over a watched server's signaling no probe can be asked. */
  watches: boolean;
}

/** What is posted goes to the instance that has its participant, which is this one where it is alone. */
export function reportIntake({ addresses, cluster, takeReports, watches }: ReportIntakeOptions): TakesReports {
  const every: Pick<ReportReceipt, 'everyMs'> = watches ? { everyMs: watchedEveryMs } : {};
  return {
    take: (batch, asked, room) => {
      const address = addresses.of(asked);
      return cluster ? cluster.reports.take(batch, address, room) : { ...takeReports(batch, { address }), ...every };
    },
  };
}
