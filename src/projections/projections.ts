import type { Logger } from 'pino';
import type { Projection } from '../hops/projection.js';
import type { Metrics } from '../telemetry/metrics.js';
import { Counters } from './counters.js';
import { LiveView } from './live-view.js';
import { JsonLog, LadderLog } from './log-lines.js';
import type { Language } from './words.js';

export interface ProjectionOptions {
  metrics: Metrics;
  logger: Logger;
  format: 'json' | 'ladder';
  language: Language;
}

/** The one list of watchers, in the order they see a hop. */
export function projections({ metrics, logger, format, language }: ProjectionOptions): Projection[] {
  const live = new LiveView();
  return [
    live,
    new Counters(metrics, live),
    format === 'json' ? new JsonLog(logger) : new LadderLog((line) => process.stdout.write(`${line}\n`), language),
  ];
}
