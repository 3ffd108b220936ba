import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';
import type { SpanExport, Tracing } from './tracing.js';

export interface TracingOptions {
  version: string;
  metrics: Metrics;
  logger: Logger;
}

/** Starts tracing, once there is something to count and to tell it with. */
export type StartTracing = (options: TracingOptions) => Tracing;

/** A receiver that is away must not keep the gateway from stopping. */
const shutdownMs = 3000;

/**
 * Loads the OpenTelemetry SDK, which takes some 0.2 s and 40 MB: only where spans are exported.
 *
 * @param to absent: no span is exported
 * @returns absent: no span is drawn
 */
export async function loadTracing(to: SpanExport | undefined): Promise<StartTracing | undefined> {
  if (!to) return undefined;
  const { startNodeSdk } = await import('./node-sdk.js');
  return ({ version, metrics, logger }) => {
    const tracing = startNodeSdk(to, version, {
      exported: (count) => metrics.spans.inc({ result: 'exported' }, count),
      failed: (count) => metrics.spans.inc({ result: 'failed' }, count),
      dropped: (count) => metrics.spans.inc({ result: 'dropped' }, count),
      receiver: (takes, error) => {
        if (takes) logger.info('the trace receiver takes spans again');
        else logger.warn({ error: error?.name }, 'the trace receiver takes no spans; they are dropped and counted');
      },
    });
    metrics.beforeScrape(() => metrics.spansWaiting.set(tracing.waiting));
    return {
      draw: (span) => tracing.draw(span),
      shutdown: () => atMost(shutdownMs, tracing.shutdown()),
    };
  };
}

/** What fails or takes longer is let go. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => undefined), timeout]);
  clearTimeout(timer);
}
