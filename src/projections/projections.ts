import type { Logger } from 'pino';
import type { Language } from '../../protocol/languages.js';
import type { Bounds } from '../bounds/bounds.js';
import type { Handshakes } from '../diagnosis/handshakes/handshakes.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { HopWatcher } from '../hops/hop-watcher.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { ConsoleLink, TraceLink } from '../telemetry/trace-link.js';
import type { Tracing } from '../telemetry/tracing.js';
import { Counters } from './metrics/counters.js';
import type { Finished } from './traces/draw-trace.js';
import { Funnel } from './live/funnel.js';
import { LiveFeed } from './live/live-feed.js';
import { LiveView } from './live/live-view.js';
import { JsonLog, LadderLog } from './log/log-lines.js';
import { Refusals } from './live/refusals.js';
import type { Omission, Sampling } from './traces/sampling.js';
import { RateLimitedLog } from './log/rate-limited-log.js';
import { Spans } from './traces/spans.js';
import { Timelines } from './timelines.js';
import { words } from './log/words.js';

export interface ProjectionOptions {
  stream: HopStream;
  handshakes: Handshakes;
  metrics: Metrics;
  logger: Logger;
  /** Absent: no span is drawn. */
  tracing: Tracing | undefined;
  format: 'json' | 'ladder';
  /** Writes a line of the ladder log. */
  print: (line: string) => void;
  /** May so many lines more be written for a participant? */
  allowLines: (participant: string | undefined, lines: number) => boolean;
  /** From a failed handshake to its trace. */
  link: TraceLink;
  /** From a trace to its handshake in the console. */
  consoleLink: ConsoleLink;
  language: Language;
  /** Which traces are drawn. */
  sampling: Sampling;
  bounds: Pick<Bounds, 'handshakes' | 'refusals' | 'failing-pairs' | 'traces' | 'strays' | 'readers'>;
}

/** Injection token of what the API reads. */
export const VIEWS = Symbol('views');

/** What the API reads. */
export interface Views {
  handshakes: Handshakes;
  refusals: Refusals;
  live: LiveView;
  timelines: Timelines;
  funnel: Funnel;
  feed: LiveFeed;
  /** How many may look on at once. */
  readers: number;
  /** From a handshake to its trace. */
  link: TraceLink;
}

/** Sets on the stream all that only reads it. Who is where is known first: the others name people. */
export function project(options: ProjectionOptions): Views {
  const { stream, handshakes, metrics, bounds, link } = options;
  const limit = bounds.handshakes;
  const refusals = new Refusals(bounds.refusals);
  const live = new LiveView();
  // Twice as many, so that the oldest of an open handshake is still there.
  const timelines = new Timelines(2 * limit);
  const funnel = new Funnel({ limit, now });
  const feed = new LiveFeed({ handshakes, live, funnel });
  const counters = new Counters(metrics, { live, handshakes }, bounds);
  const onDrawn = (finished: Finished) => counters.exemplify(finished);
  const spans = spansOf(options, timelines, onDrawn);
  stream.watch(live, refusals, timelines, counters, logOf(options, live), ...spans, funnel, feed);
  return { handshakes, refusals, live, timelines, funnel, feed, readers: bounds.readers, link };
}

function logOf({ logger, link, print, language, format, allowLines: allow }: ProjectionOptions, live: LiveView) {
  if (format === 'json')
    return new RateLimitedLog(new JsonLog(logger, link), {
      allow,
      tellOmitted: (omitted) => logger.warn({ omitted }, 'lines were left out: too many refusals, or of one address'),
    });
  const nameOf = (id: string) => live.nameOf(id);
  const debug = logger.isLevelEnabled('debug');
  return new RateLimitedLog(new LadderLog({ write: print, language, now, link, nameOf, debug }), {
    allow,
    tellOmitted: (omitted) => print(words[language].omitted(omitted)),
  });
}

function spansOf(
  { tracing, stream, metrics, bounds, sampling, consoleLink }: ProjectionOptions,
  timelines: Timelines,
  onDrawn: (finished: Finished) => void,
): HopWatcher[] {
  if (!tracing) return [];
  return [
    new Spans({
      tracing,
      timelines,
      bounds,
      sampling,
      consoleLink,
      now,
      onDrawn: (finished) => {
        onDrawn(finished);
        metrics.traces.inc({ result: 'drawn' });
      },
      onLeftOut: (result: Omission) => metrics.traces.inc({ result }),
      onDefect: (error) => stream.defect('spans', error),
    }),
  ];
}
