import type { ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { Bounds } from '../bounds/bounds.js';
import type { HandshakeRef } from '../domain/hop.js';
import type { Waits } from '../domain/ladder.js';
import { now } from '../hops/clock.js';
import type { Ends } from '../hops/ends.js';
import type { HopStream } from '../hops/hop-stream.js';
import { Deductions } from './deductions/deductions.js';
import { Handshakes, type HandshakesOptions } from './handshakes/handshakes.js';
import { MissingOfferDetector } from './missing-offers/missing-offer-detector.js';
import { Descriptions } from './pages/descriptions.js';
import { Pages } from './pages/pages.js';
import { Reports, type Arrival, type ReportsOptions } from './reports/reports.js';
import { isOfSomebody } from './reports/somebody.js';

export interface DiagnosticsOptions extends Pick<HandshakesOptions, 'ownerOf' | 'onDropped' | 'isWatched'> {
  stream: HopStream;
  bounds: Pick<Bounds, 'handshakes' | 'handshakes-participant' | 'pages' | 'reports' | 'connections-of-page'>;
  waits: Waits;
  counted: ReportsOptions['counted'];
  /** Where participants are asked. */
  ends: Ends;
  /** The hops are of a watched server: who meets whom there is not known, and its pages are trusted. */
  watches: boolean;
}

/** What decides about calls, and what others may ask of it: where that fails, it is counted, and nothing is known. */
export interface Diagnostics {
  handshakes: Handshakes;
  /** The handshakes of a participant that have not settled. */
  openOf: (participant: string) => readonly HandshakeRef[];
  takeReports: (batch: ReportBatch, arrival: Arrival) => ReportReceipt;
  /** Takes out what is held of the page of a session, which goes to another instance. */
  releaseReports: (session: string) => ReportBatch | undefined;
  /** Is the page of a batch of reports somebody's? Nothing of the batch is checked yet. */
  isOfSomebody: (batch: unknown) => boolean;
  pages: {
    probeOf: (participant: string) => string | undefined;
    probeBy: (session: string) => string | undefined;
    outsideOf: (probe: string) => string | undefined;
  };
}

/** Has calls diagnosed: sets on the stream what keeps them, takes reports in, and finds what no message says. */
export function diagnoseCalls(options: DiagnosticsOptions): Diagnostics {
  const { stream, bounds, ends, watches, counted } = options;
  const limit = bounds.handshakes;
  const asks = {
    ask: (participant: string) => ends.ask(participant),
    requestReport: (participant: string) => ends.requestReport(participant),
    sight: (participant: string) => ends.sight(participant),
  };
  const handshakes = new Handshakes({ ...options, ...asks, limit, limitOfOne: bounds['handshakes-participant'], now });
  const pages = new Pages(limit, (page) => reports.proved(page));
  const missingOffers = new MissingOfferDetector({ ...options, ...asks, pages, now });
  const descriptions = new Descriptions(limit, (participant) => pages.isHere(participant));
  const liveOf = (participant: string) => handshakes.liveRefs(participant);
  const deductions = new Deductions({ stream, pages, descriptions, bounds, liveOf, ask: asks.ask });
  const reports = new Reports({
    stream,
    pages,
    descriptions,
    deductions,
    bounds,
    sight: asks.sight,
    trusts: watches,
    openOf: (participant) => handshakes.openOf(participant),
    heard: (participant) => missingOffers.heard(participant),
    now,
    counted,
  });
  stream.watch(handshakes, pages, reports, deductions, ...(watches ? [] : [missingOffers]));
  const ofPages = <T>(read: () => T) => stream.guard(pages.name, read, undefined);
  return {
    handshakes,
    openOf: (participant) => stream.guard(handshakes.name, () => handshakes.openOf(participant), []),
    takeReports: (batch, arrival) =>
      stream.guard(reports.name, () => reports.take(batch, arrival), { receivedAt: now(), accepted: 0 }),
    releaseReports: (session) => stream.guard(reports.name, () => reports.release(session), undefined),
    isOfSomebody: (batch) => stream.guard(reports.name, () => isOfSomebody(batch, pages, descriptions), false),
    pages: {
      probeOf: (participant) => ofPages(() => pages.probeOf(participant)),
      probeBy: (session) => ofPages(() => pages.byName(session)?.probe),
      outsideOf: (probe) => ofPages(() => pages.known(probe)?.outside),
    },
  };
}
