import { diagnoseCalls, type Diagnostics, type DiagnosticsOptions } from './diagnosis/diagnostics.js';
import { project, type ProjectionOptions, type Views } from './projections/projections.js';

export type HopWatcherOptions = Omit<DiagnosticsOptions, 'counted' | 'onDropped' | 'isWatched'> &
  Omit<ProjectionOptions, 'handshakes'>;

/** Sets on the stream what decides about calls, and what reads of them. */
export function watchHops(options: HopWatcherOptions): { diagnostics: Diagnostics; views: Views } {
  const { metrics, ends } = options;
  const diagnostics = diagnoseCalls({
    ...options,
    counted: (result, count) => metrics.reports.inc({ result }, count),
    onDropped: (id, settled) => {
      views.timelines.forget(id);
      if (!settled) metrics.handshakesEvicted.inc();
    },
    isWatched: (participant) => views.feed.isWatched || ends.drawsLadder(participant),
  });
  const views: Views = project({ ...options, handshakes: diagnostics.handshakes });
  return { diagnostics, views };
}
