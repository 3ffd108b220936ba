import type { Logger } from 'pino';
import type { Language } from '../../protocol/languages.js';
import type { Waits } from '../domain/ladder.js';
import { now } from '../hops/clock.js';
import type { Ends } from '../hops/ends.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { ConsoleLink, TraceLink } from '../telemetry/trace-link.js';
import type { Tracing } from '../telemetry/tracing.js';
import { Counters } from './counters.js';
import { Deductions } from '../diagnosis/deductions/deductions.js';
import { Descriptions } from '../diagnosis/pages/descriptions.js';
import type { Finished } from './draw-trace.js';
import { MissingOfferDetector } from '../diagnosis/missing-offers/missing-offer-detector.js';
import { Funnel } from './funnel.js';
import { Handshakes } from '../diagnosis/handshakes/handshakes.js';
import { LiveFeed } from './live-feed.js';
import { LiveView } from './live-view.js';
import { JsonLog, LadderLog } from './log-lines.js';
import { Pages } from '../diagnosis/pages/pages.js';
import { Refusals } from './refusals.js';
import { Reports } from '../diagnosis/reports/reports.js';
import type { Omission, Sampling } from './sampling.js';
import { RateLimitedLog } from './rate-limited-log.js';
import { isOfSomebody } from '../diagnosis/reports/somebody.js';
import { Spans } from './spans.js';
import { Timelines } from './timelines.js';
import { words } from './words.js';

export interface ProjectionOptions {
  stream: HopStream;
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
  waits: Waits;
  /** Which traces are drawn. */
  sampling: Sampling;
  /** Handshakes kept, and of those that one participant has begun. */
  limit: number;
  limitOfOne: number;
  /** With whom a participant shares these: its address, or itself where that is not known. */
  ownerOf: (participant: string) => string;
  /** Where participants are asked. */
  ends: Ends;
  /** The hops are of a watched server: who meets whom there is not known, and its pages are trusted. */
  watches: boolean;
}

/** Injection token of what the API reads. */
export const VIEWS = Symbol('views');

/** What the API reads. */
export interface Views {
  handshakes: Handshakes;
  reports: Reports;
  refusals: Refusals;
  live: LiveView;
  timelines: Timelines;
  funnel: Funnel;
  pages: Pages;
  /** Is the page of a batch of reports somebody's? Nothing of the batch is checked yet. */
  isOfSomebody: (batch: unknown) => boolean;
  feed: LiveFeed;
  /** From a handshake to its trace. */
  link: TraceLink;
}

/** Refusals that are kept; the same of one sender is one. */
const keptRefusals = 1000;

/**
 * Sets the watchers on the stream, in the order they see a hop: the handshakes last, so that a verdict follows the hop
 * it rests on everywhere.
 */
export function watchHops(options: ProjectionOptions): Views {
  const { stream, metrics, logger, tracing, format, print, language, limit, sampling, ends, watches } = options;
  const { link, consoleLink } = options;
  const asks = {
    ask: (participant: string) => ends.ask(participant),
    requestReport: (participant: string) => ends.requestReport(participant),
    sight: (participant: string) => ends.sight(participant),
  };
  const allow = options.allowLines;
  const refusals = new Refusals(keptRefusals);
  const live = new LiveView();
  // Twice as many, so that the oldest of an open handshake is still there.
  const timelines = new Timelines(2 * limit);
  const onDropped = (id: string, settled: boolean) => {
    timelines.forget(id);
    if (!settled) metrics.handshakesEvicted.inc();
  };
  const isWatched = (participant: string): boolean => feed.isWatched || ends.drawsLadder(participant);
  const handshakes: Handshakes = new Handshakes({ ...options, ...asks, onDropped, isWatched, now });
  const pages = new Pages(limit, (page) => reports.proved(page));
  const missingOffers = new MissingOfferDetector({ ...options, ...asks, pages, now });
  const descriptions = new Descriptions(limit, (participant) => pages.isHere(participant));
  const liveOf = (participant: string) => handshakes.liveRefs(participant);
  const deductions = new Deductions({ stream, pages, descriptions, limit, liveOf, ask: asks.ask });
  const reports = new Reports({
    stream,
    pages,
    descriptions,
    deductions,
    limit,
    sight: asks.sight,
    trusts: watches,
    openOf: (participant) => handshakes.openOf(participant),
    heard: (participant) => missingOffers.heard(participant),
    now,
    counted: (result, count) => metrics.reports.inc({ result }, count),
  });
  const funnel = new Funnel({ limit, now });
  const feed = new LiveFeed({ handshakes, live, funnel });
  const counters = new Counters(metrics, { live, handshakes });
  const onDrawn = (finished: Finished) => {
    counters.exemplify(finished);
    metrics.traces.inc({ result: 'drawn' });
  };
  const onDefect = (error: unknown) => stream.defect('spans', error);
  const onLeftOut = (result: Omission) => metrics.traces.inc({ result });
  stream.watch(
    live,
    refusals,
    timelines,
    counters,
    format === 'json'
      ? new RateLimitedLog(new JsonLog(logger, link), {
          allow,
          tellOmitted: (omitted) =>
            logger.warn({ omitted }, 'lines were left out: too many refusals, or of one address'),
        })
      : new RateLimitedLog(
          new LadderLog({
            write: print,
            language,
            now,
            link,
            nameOf: (id) => live.nameOf(id),
            debug: logger.isLevelEnabled('debug'),
          }),
          {
            allow,
            tellOmitted: (omitted) => print(words[language].omitted(omitted)),
          },
        ),
    ...(tracing
      ? [new Spans({ tracing, timelines, limit, sampling, consoleLink, now, onDrawn, onLeftOut, onDefect })]
      : []),
    handshakes,
    pages,
    reports,
    deductions,
    ...(watches ? [] : [missingOffers]),
    funnel,
    feed,
  );
  return {
    handshakes,
    reports,
    refusals,
    live,
    timelines,
    funnel,
    pages,
    isOfSomebody: (batch) => isOfSomebody(batch, pages, descriptions),
    feed,
    link,
  };
}
